#include "tools/replaced_file.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tocsin::tools {
namespace {

namespace fs = std::filesystem;

std::unexpected<std::string> failed(const std::string& file) {
  return std::unexpected(file + ": cannot be written: " + std::generic_category().message(errno));
}

bool write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(to, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// The rights of what is replaced; of a new file those that anybody's new files have.
mode_t rights_for(const std::string& file) {
  struct stat now{};
  if (::stat(file.c_str(), &now) == 0) return now.st_mode & 07777;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

void sync_folder(const fs::path& folder) {
  const int open = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (open < 0) return;
  ::fsync(open);
  ::close(open);
}

}  // namespace

std::expected<void, std::string> replace_file(const std::string& file, std::string_view bytes) {
  std::error_code no_such;
  fs::path target = fs::canonical(file, no_such);
  if (no_such) target = fs::absolute(file);
  const mode_t rights = rights_for(target);
  std::string aside = target.string() + ".XXXXXX";
  const int out = ::mkostemp(aside.data(), O_CLOEXEC);
  if (out < 0) return failed(file);
  bool done = write_all(out, bytes) && ::fchmod(out, rights) == 0 && ::fsync(out) == 0;
  done = ::close(out) == 0 && done;
  if (done && ::rename(aside.c_str(), target.c_str()) == 0) {
    sync_folder(target.parent_path());
    return {};
  }
  const auto why = failed(file);
  ::unlink(aside.c_str());
  return why;
}

}  // namespace tocsin::tools
