#pragma once
#include <atomic>
#include <chrono>

namespace tocsin {

/// Ends the waits of a thread that blocks in poll().
///
/// Threads    stop() and stopping() from any; wait() from one.
/// Errors     The constructor throws std::system_error where there is no file descriptor left.
class StopEvent {
 public:
  StopEvent();
  ~StopEvent();
  StopEvent(const StopEvent&) = delete;
  StopEvent& operator=(const StopEvent&) = delete;

  void stop();
  bool stopping() const { return stopping_.load(std::memory_order_relaxed); }

  enum class Woken { stop, readable, deadline };
  static constexpr int nothing = -1;
  static constexpr std::chrono::milliseconds forever{-1};
  /// Until stop(), until `fd` (or `nothing`) has something to read or has ended, or so long.
  Woken wait(int fd, std::chrono::milliseconds at_most) const;

 private:
  int event_ = -1;
  std::atomic<bool> stopping_ = false;
};

}  // namespace tocsin
