#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "engine/raw_batch.h"

namespace tocsin::tools {

/// Holds a replay to a multiple of the speed at which it was recorded.
///
/// Threads    wait() on the reading thread, stop() from any.
class ReplayPace {
 public:
  /// `speed` 0: as fast as it goes.
  explicit ReplayPace(double speed) : speed_(speed) {}
  /// Waits until the batch is due. False: stopped.
  bool wait(const RawBatch& batch);
  void stop();

 private:
  using Steady = std::chrono::steady_clock;
  const double speed_;
  std::optional<Instant> first_;
  Steady::time_point began_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;
};

}  // namespace tocsin::tools
