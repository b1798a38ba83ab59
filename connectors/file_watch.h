#pragma once
#include <filesystem>

namespace tocsin {

/// Wakes whoever waits for news of a followed file: its folder gained or lost a name, or the
/// file itself was written.
///
/// Threads    Unsafe to share.
/// Errors     None: where inotify is not to be had (its limits, a network file system), fd() is
///            negative or silent, and the follower's regular look has to do.
class FileWatch {
 public:
  explicit FileWatch(const std::filesystem::path& folder);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  /// Watches this open file instead of the one before.
  void watch(int fd);
  int fd() const { return inotify_; }
  /// Forgets what has happened so far. Call it before looking, so that nothing is missed.
  void forget() const;

 private:
  int inotify_ = -1;
  int file_ = -1;
};

}  // namespace tocsin
