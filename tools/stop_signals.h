#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <thread>

namespace tocsin::tools {

/// How long an orderly stop may take; tools/tocsin.service waits longer.
inline constexpr std::chrono::seconds stop_within{30};

/// Ctrl-C, SIGTERM and SIGHUP in two stages: the first asks for an orderly stop, the second ends
/// the process at once (the store survives that). So does an orderly stop that takes longer than
/// stop_within, since a store that takes nothing (a full disk) would be waited for without end.
///
/// Threads    Make it before any other thread, so that all inherit the blocked signals; on_stop()
///            calls back on a thread of its own.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// Called once, at the first signal; at once, if that has come already. Empty: nobody.
  void on_stop(std::function<void()> stop);
  /// What SIGHUP asks for, on a thread of ours; empty: to stop. Returns when no call is under way.
  void on_hangup(std::function<void()> hangup);
  bool asked() const { return asked_; }
  /// Waits for the first signal or stop_now().
  void wait() const;
  /// As if a signal had come: the program stops by itself.
  void stop_now();

 private:
  void listen();
  void first();
  /// The next of the signals; 0: the time to stop is over.
  int next();
  bool hung_up();

  std::atomic<bool> asked_{false};
  std::atomic<bool> ending_{false};
  std::chrono::steady_clock::time_point stop_by_{};  ///< set before asked_
  std::mutex mutex_;
  std::function<void()> stop_;
  std::function<void()> hangup_;
  std::thread thread_;
};

}  // namespace tocsin::tools
