#include "storage/data_folder.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace tocsin::storage {
namespace fs = std::filesystem;
namespace {

std::string first_line(const fs::path& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

std::string who_has(const std::string& pid) {
  return pid.empty() ? "another process" : "another process (" + pid + ")";
}

}  // namespace

OpenError cannot(const std::string& act, const fs::path& path, int error) {
  const std::string what =
      "cannot " + act + " " + path.string() + ": " + std::strerror(error) + ". ";
  if (error == EACCES || error == EPERM || error == EROFS)
    return {77, what +
                    "Give the user that runs tocsin the right to write there, or choose another "
                    "folder with --data."};
  if (error == ENOSPC || error == EDQUOT)
    return {75, what +
                    "Free some space on that disk, or choose another folder with --data, and "
                    "start again."};
  if (error == ENOTDIR || error == EEXIST)
    return {78, what +
                    "There is a file where the data folder should be: move it away, or choose "
                    "another folder with --data."};
  return {75, what + "Mend this and start again."};
}

std::optional<fs::path> DataFolder::newest_before_upgrade() const {
  constexpr std::string_view prefix = "before-upgrade-";
  std::optional<fs::path> newest;
  std::uint32_t newest_version = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    std::uint32_t version = 0;
    const char* end = name.data() + name.size();
    const auto read = std::from_chars(name.data() + prefix.size(), end, version);
    if (read.ec != std::errc{} || read.ptr != end) continue;
    if (!newest || version > newest_version) {
      newest = entry.path();
      newest_version = version;
    }
  }
  return newest;
}

std::string DataFolder::restore_command() const {
  const std::string to = " --data '" + path.string() + "'";
  if (const std::string backup = first_line(last_backup()); !backup.empty())
    return "tocsin restore '" + backup + "'" + to;
  if (newest_before_upgrade()) return "tocsin restore --before-upgrade" + to;
  return "tocsin restore DIR" + to + "   (DIR: a folder that `tocsin backup DIR` wrote)";
}

void sync_folder(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

std::expected<void, OpenError> make_folder(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return {};
  fs::create_directories(path, error);
  if (error) return std::unexpected(cannot("make the folder", path, error.value()));
  // A new folder is itself an entry that a power loss can take, with all that is in it.
  for (fs::path at = fs::absolute(path); at.has_relative_path(); at = at.parent_path())
    sync_folder(at.parent_path());
  return {};
}

std::expected<DataLock, OpenError> DataLock::take(const DataFolder& folder) {
  const fs::path path = folder.lock();
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return std::unexpected(cannot("open", path, errno));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    const std::string pid = first_line(path);
    ::close(fd);
    if (error != EWOULDBLOCK) return std::unexpected(cannot("lock", path, error));
    return std::unexpected(OpenError{
        75, "The store in " + folder.path.string() + " is in use by " + who_has(pid) +
                ". Stop that tocsin first, or give this one another folder with --data."});
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  // Who holds it is told to people only; that the lock is held does not depend on it.
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) < 0) errno = 0;
  return DataLock(fd);
}

DataLock::~DataLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace tocsin::storage
