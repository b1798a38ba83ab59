#include "tools/replay_pace.h"

#include "tools/replay_clock.h"

namespace tocsin::tools {

bool ReplayPace::wait(const RawBatch& batch) {
  std::unique_lock lock(mutex_);
  if (speed_ <= 0 || batch.empty()) return !stop_;
  const auto at = recorded_time(batch.wire, batch.frame(0));
  if (!at) return !stop_;
  if (!first_) {
    first_ = at;
    began_ = Steady::now();
  }
  const std::chrono::duration<double> ahead = *at - *first_;
  const auto due = began_ + std::chrono::duration_cast<Steady::duration>(ahead / speed_);
  stopped_.wait_until(lock, due, [this] { return stop_; });
  return !stop_;
}

void ReplayPace::stop() {
  const std::lock_guard lock(mutex_);
  stop_ = true;
  stopped_.notify_all();
}

}  // namespace tocsin::tools
