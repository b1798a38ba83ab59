#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace tocsin::tools {

/// Shows how far long work has come, on standard error: how many, how fast, how long still. On a
/// terminal one line that changes twice a second; else a line every five seconds.
///
/// Threads    One owner.
class Progress {
 public:
  /// `done`: what has happened to the items (`read`, `written`).
  explicit Progress(std::string done);
  /// `share`: how much of the whole is done, 0–1. Cheap to call often.
  void show(std::uint64_t items, double share);
  /// Leaves the line; what comes next begins a new one.
  void end();

 private:
  using Clock = std::chrono::steady_clock;
  const std::string done_;
  const bool terminal_;
  const Clock::time_point began_ = Clock::now();
  Clock::time_point shown_ = began_;
  double first_share_ = -1;
  bool open_ = false;
};

}  // namespace tocsin::tools
