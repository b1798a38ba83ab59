#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>

#include "engine/commit.h"

namespace tocsin {

/// Between judge and keep: one commit at a time. While keep writes, the judge goes on, and what
/// it changes gathers in the next commit: the slower the store, the larger the commits.
///
/// Threads    offer(), idle(), wait_idle() by the judge; take(), done() by keep; close() by any.
class CommitSlot {
 public:
  bool idle() const {
    const std::lock_guard lock(mutex_);
    return !commit_ && !busy_;
  }
  /// The slot must be idle. Returns the commit where the slot is closed: nobody will take it.
  [[nodiscard]] std::unique_ptr<Commit> offer(std::unique_ptr<Commit> commit) {
    const std::lock_guard lock(mutex_);
    if (closed_) return commit;
    commit_ = std::move(commit);
    changed_.notify_all();
    return nullptr;
  }
  /// Waits for a commit; nullptr: closed and empty.
  std::unique_ptr<Commit> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return commit_ || closed_; });
    busy_ = commit_ != nullptr;
    return std::move(commit_);
  }
  /// The commit that was taken is durable.
  void done(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    busy_ = false;
    durable_ = number;
    changed_.notify_all();
  }
  /// False: closed.
  bool wait_idle() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return (!commit_ && !busy_) || closed_; });
    return !closed_;
  }
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }
  std::uint64_t durable() const {
    const std::lock_guard lock(mutex_);
    return durable_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::unique_ptr<Commit> commit_;
  std::uint64_t durable_ = 0;
  bool busy_ = false;
  bool closed_ = false;
};

}  // namespace tocsin
