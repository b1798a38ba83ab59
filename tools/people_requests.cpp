#include "tools/people_requests.h"

#include <cerrno>
#include <fstream>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/people/secrets.h"
#include "tools/messages.h"

namespace tocsin::tools {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view asked_prefix = "people-asked-";
constexpr std::string_view taken_prefix = "people-taken-";
constexpr std::string_view answer_prefix = "people-answer-";
constexpr std::size_t order_bytes = 16 << 10;
constexpr std::chrono::milliseconds look_every{50};
/// Once it is taken up, an engine takes as long as its disk; but one that was killed, for ever.
constexpr std::chrono::seconds taken_patience{40};

/// Whole or not at all, and only for whoever runs it. Made by root, it is the folder's owner's.
bool write_file(const fs::path& file, const std::string& text) {
  const auto partial = fs::path(file) += ".partial";
  const int fd =
      ::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return false;
  struct stat folder{};
  if (::geteuid() == 0 && ::stat(file.parent_path().c_str(), &folder) == 0 &&
      ::fchown(fd, folder.st_uid, folder.st_gid) != 0) {
    ::close(fd);
    return false;
  }
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(fd);
  std::error_code fault;
  if (written) fs::rename(partial, file, fault);
  if (!written || fault) fs::remove(partial, fault);
  return written && !fault;
}

/// Nothing where there is no such file, or it is not of whoever runs this, or of root.
std::optional<std::string> read_file(const fs::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return std::nullopt;
  struct stat about{};
  std::string text;
  if (::fstat(fd, &about) == 0 && S_ISREG(about.st_mode) &&
      (about.st_uid == ::geteuid() || about.st_uid == 0 || ::geteuid() == 0)) {
    text.resize(static_cast<std::size_t>(about.st_size));
    const auto got = ::read(fd, text.data(), text.size());
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  }
  ::close(fd);
  if (text.empty()) return std::nullopt;
  return text;
}

/// The exit code, and on the lines behind it what is said.
std::string answer_text(const PeopleOutcome& outcome) {
  if (outcome) return "0\n" + *outcome;
  return std::to_string(static_cast<int>(outcome.error().code)) + "\n" + outcome.error().what;
}

PeopleOutcome read_answer(const std::string& text) {
  const auto line = std::min(text.find('\n'), text.size());
  int code = 0;
  std::istringstream(text.substr(0, line)) >> code;
  auto said = text.substr(std::min(line + 1, text.size()));
  if (code == 0) return said;
  return std::unexpected(Fault{static_cast<ExitCode>(code), std::move(said)});
}

std::vector<std::string> names_behind(const fs::path& folder, std::string_view prefix) {
  std::vector<std::string> names;
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(folder, fault)) {
    const auto name = entry.path().filename().string();
    if (name.starts_with(prefix) && !name.ends_with(".partial"))
      names.push_back(name.substr(prefix.size()));
  }
  return names;
}

}  // namespace

void PeopleRequests::clear() const {
  std::error_code fault;
  for (const auto prefix : {taken_prefix, answer_prefix})
    for (const auto& name : names_behind(data_, prefix))
      fs::remove(data_ / (std::string(prefix) + name), fault);
}

std::size_t PeopleRequests::serve(
    const std::function<PeopleOutcome(const PeopleOrder&)>& carry_out) const {
  std::size_t done = 0;
  for (const auto& name : names_behind(data_, asked_prefix)) {
    const auto taken = data_ / (std::string(taken_prefix) + name);
    std::error_code fault;
    // The rename takes it: not twice, and not when its command has given up.
    fs::rename(data_ / (std::string(asked_prefix) + name), taken, fault);
    if (fault) continue;
    const auto text = read_file(taken);
    if (text && text->size() <= order_bytes) {
      write_file(data_ / (std::string(answer_prefix) + name),
                 answer_text(carry_out(PeopleOrder::from_text(*text))));
      ++done;
    }
    fs::remove(taken, fault);
  }
  return done;
}

std::optional<PeopleOutcome> PeopleRequests::ask(const PeopleOrder& order,
                                                 std::chrono::milliseconds patience) const {
  const auto text = order.to_text();
  if (text.empty() || text.size() > order_bytes)
    return std::unexpected(Fault{ExitCode::wrong_use, "names stand on one line, and are short"});
  const auto name = new_id("");
  const auto asked = data_ / (std::string(asked_prefix) + name);
  const auto answer = data_ / (std::string(answer_prefix) + name);
  std::error_code fault;
  if (!write_file(asked, text))
    return std::unexpected(Fault{
        ExitCode::not_permitted,
        "cannot write to " + data_.string() + ": run this as the user that the engine runs as"});
  const auto began = std::chrono::steady_clock::now();
  for (;;) {
    if (const auto said = read_file(answer)) {
      fs::remove(answer, fault);
      return read_answer(*said);
    }
    const auto waited = std::chrono::steady_clock::now() - began;
    if (waited > patience && fs::remove(asked, fault)) return std::nullopt;
    if (waited > patience + taken_patience)
      return std::unexpected(
          Fault{ExitCode::try_again,
                "the engine took it up and did not answer: look whether it holds, and try again"});
    std::this_thread::sleep_for(look_every);
  }
}

}  // namespace tocsin::tools
