#include "connectors/file_watch.h"

#include <array>
#include <string>

#include <sys/inotify.h>
#include <unistd.h>

namespace tocsin {

FileWatch::FileWatch(const std::filesystem::path& folder)
    : inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (inotify_ < 0) return;
  const std::string name = folder.empty() ? "." : folder.string();
  ::inotify_add_watch(inotify_, name.c_str(), IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE);
}

FileWatch::~FileWatch() {
  if (inotify_ >= 0) ::close(inotify_);
}

void FileWatch::watch(int fd) {
  if (inotify_ < 0) return;
  if (file_ >= 0) ::inotify_rm_watch(inotify_, file_);
  // By the open file, not by its name: the name may already be another's.
  const std::string name = "/proc/self/fd/" + std::to_string(fd);
  file_ = ::inotify_add_watch(inotify_, name.c_str(), IN_MODIFY | IN_MOVE_SELF | IN_ATTRIB);
}

void FileWatch::forget() const {
  std::array<char, 4096> events;
  while (inotify_ >= 0 && ::read(inotify_, events.data(), events.size()) > 0) {
  }
}

}  // namespace tocsin
