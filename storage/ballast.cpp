#include "storage/ballast.h"

#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace tocsin::storage {

bool Ballast::there() const {
  std::error_code error;
  return std::filesystem::file_size(path_, error) >= bytes_ && !error;
}

void Ballast::lay_down() {
  if (bytes_ == 0 || there()) return;
  std::error_code error;
  const auto space = std::filesystem::space(path_.parent_path(), error);
  if (error || space.available < 3 * static_cast<std::uintmax_t>(bytes_)) return;
  const int fd = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return;
  const bool laid = ::posix_fallocate(fd, 0, static_cast<off_t>(bytes_)) == 0;
  ::close(fd);
  if (!laid) give_up();
}

bool Ballast::give_up() {
  std::error_code error;
  return std::filesystem::remove(path_, error);
}

}  // namespace tocsin::storage
