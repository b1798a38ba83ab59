#include "tools/backup_request.h"

#include <fstream>
#include <sstream>
#include <thread>

namespace tocsin::tools {
namespace {

/// Whole or not at all: written beside, then renamed.
bool write_file(const std::filesystem::path& file, const std::string& text) {
  const auto partial = std::filesystem::path(file) += ".partial";
  std::ofstream out(partial, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  std::error_code fault;
  std::filesystem::rename(partial, file, fault);
  return out && !fault;
}

std::optional<std::string> read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) return std::nullopt;
  return text.str();
}

/// `0`, or the exit code and the reason, on two lines.
BackupRequests::Outcome read_answer(const std::string& text) {
  std::istringstream in(text);
  OpenError error;
  in >> error.exit_code;
  if (in && error.exit_code == 0) return {};
  in.ignore();
  std::getline(in, error.what, '\0');
  return std::unexpected(error);
}

}  // namespace

std::optional<std::filesystem::path> BackupRequests::serve(
    const std::function<Outcome(const std::filesystem::path&)>& back_up) const {
  std::error_code fault;
  // The rename takes it: nobody else, and not twice.
  std::filesystem::rename(asked(), taken(), fault);
  if (fault) return std::nullopt;
  const auto folder = read_file(taken());
  if (!folder) return std::nullopt;
  const auto outcome = back_up(*folder);
  const bool answered = write_file(
      answer(),
      outcome ? "0\n" : std::to_string(outcome.error().exit_code) + "\n" + outcome.error().what);
  std::filesystem::remove(taken(), fault);
  if (!answered) return std::nullopt;
  return *folder;
}

std::optional<BackupRequests::Outcome> BackupRequests::ask(
    const std::filesystem::path& folder, std::chrono::milliseconds patience) const {
  constexpr std::chrono::milliseconds look_every{100};
  std::error_code fault;
  std::filesystem::remove(answer(), fault);
  if (!write_file(asked(), std::filesystem::absolute(folder).string())) return std::nullopt;
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    if (const auto text = read_file(answer())) {
      std::filesystem::remove(answer(), fault);
      return read_answer(*text);
    }
    // Once it is taken up, a large store may take its time.
    if (std::chrono::steady_clock::now() > until && std::filesystem::remove(asked(), fault))
      return std::nullopt;
    std::this_thread::sleep_for(look_every);
  }
}

}  // namespace tocsin::tools
