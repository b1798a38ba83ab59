#include "tools/pack_files.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include "rules/pack_edit.h"
#include "rules/rules.h"
#include "tools/draft_answer.h"
#include "tools/run_aside.h"
#include "tools/scratch_folder.h"

namespace tocsin::tools {
namespace {

namespace fs = std::filesystem;
using serve::DeskFault;
using serve::PackFile;
using serve::PackProblem;

PackFile pack_of(std::string file, std::string text) {
  PackFile pack;
  pack.pack = rules::name_in(text);
  if (pack.pack.empty()) pack.pack = fs::path(file).stem().string();
  pack.version = rules::version_in(text);
  pack.etag = PackFiles::etag_of(text);
  pack.file = std::move(file);
  pack.text = std::move(text);
  pack.writable = ::access(pack.file.c_str(), W_OK) == 0 &&
                  ::access(fs::path(pack.file).parent_path().c_str(), W_OK) == 0;
  if (!pack.writable)
    pack.how = "the program may not write " + pack.file + ": give its user the right to";
  return pack;
}

DeskFault cannot_write(const std::string& file) {
  return {500, "file", "the file " + file + " cannot be written: " + std::strerror(errno)};
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto wrote = ::write(fd, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

}  // namespace

std::string PackFiles::etag_of(std::string_view text) {
  std::array<unsigned char, 16> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), nullptr, 0);
  std::array<char, 33> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return hex.data();
}

std::vector<std::string> PackFiles::files() const {
  std::vector<rules::Problem> problems;
  return rules::pack_files(setup_.wanted.packs, problems);
}

std::vector<PackFile> PackFiles::all() const {
  std::vector<PackFile> packs;
  if (setup_.wanted.packs.empty())
    for (const auto& [name, bytes] : rules::shipped_packs()) {
      PackFile pack = pack_of("", std::string(bytes));
      pack.writable = false;
      pack.how = "it travels with the program: save its text as " + pack.pack +
                 ".yaml in a folder of yours, and name that folder with `packs:` or --packs";
      packs.push_back(std::move(pack));
    }
  for (const auto& file : files())
    if (auto bytes = rules::pack_bytes(file)) packs.push_back(pack_of(file, std::move(*bytes)));
  return packs;
}

std::optional<PackFile> PackFiles::find(std::string_view pack) const {
  auto packs = all();
  const auto at = std::ranges::find(packs, pack, &PackFile::pack);
  if (at == packs.end()) return std::nullopt;
  return std::move(*at);
}

std::string PackFiles::file_for(std::string_view pack) const {
  std::error_code error;
  for (const auto& path : setup_.wanted.packs)
    if (fs::is_directory(path, error))
      return (fs::path(path) / (std::string(pack) + ".yaml")).string();
  return {};
}

std::optional<DeskFault> PackFiles::check(std::string_view pack, const std::string& file,
                                          const std::string& text,
                                          const std::stop_token& stop) const {
  DeskFault fault{422, "pack-has-errors", "the pack has errors, so nothing was changed; mend them"};
  if (rules::name_in(text) != pack) {
    fault.problems.push_back({file,
                              1,
                              1,
                              "error",
                              "the text must say `pack: " + std::string(pack) +
                                  "`: a pack keeps its name, since verdicts hang on it",
                              "pack-name",
                              {}});
    return fault;
  }
  const auto scratch = ScratchFolder::make();
  if (!scratch) return DeskFault{500, "file", scratch.error().what};
  const auto candidate = (scratch->path() / fs::path(file).filename()).string();
  if (auto failed = write(candidate, text)) return failed;
  std::vector<std::string> arguments{"rules", "compile", "--json"};
  if (!setup_.config_file.empty())
    arguments.insert(arguments.end(), {"--config", setup_.config_file});
  if (!setup_.brands_file.empty())
    arguments.insert(arguments.end(), {"--brands", setup_.brands_file});
  arguments.emplace_back("--");
  arguments.push_back(candidate);
  for (const auto& other : files())
    if (other != file) arguments.push_back(other);
  const auto aside = run_aside(arguments, {.wall = bounds::rules_compile_wall}, stop);
  if (aside.ran && aside.exit_code == 0) return std::nullopt;
  if (auto answer = read_answer(answer_in(aside.output))) fault.problems = answer->problems;
  for (PackProblem& problem : fault.problems)
    if (problem.file == candidate) problem.file = file;
  if (fault.problems.empty())
    fault.detail = "the rules could not be compiled: " + aside.output.substr(0, 500);
  return fault;
}

std::optional<DeskFault> PackFiles::write(const std::string& file, const std::string& text) {
  const std::string aside = file + ".new";
  const int fd = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return cannot_write(file);
  const bool written = write_all(fd, text) && ::fsync(fd) == 0;
  ::close(fd);
  if (!written || ::rename(aside.c_str(), file.c_str()) != 0) {
    auto fault = cannot_write(file);
    ::unlink(aside.c_str());
    return fault;
  }
  const int folder =
      ::open(fs::path(file).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
  return std::nullopt;
}

}  // namespace tocsin::tools
