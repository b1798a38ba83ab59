#pragma once
#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/raw_batch.h"
#include "engine/time.h"

namespace tocsin::tools {

/// The clock of a replay: the latest time that the recording has said so far. So the receive times
/// of a recording, and all that follows from them, are a function of its bytes alone.
///
/// Threads    now(): any; hear(): the thread that pushes.
class ReplayClock final : public Clock {
 public:
  explicit ReplayClock(Instant from) : now_us_(us_of(from)) {}
  Instant now() const override { return instant_from_us(now_us_); }
  /// Takes note of a batch before it is pushed.
  void hear(const RawBatch& batch);

 private:
  std::atomic<std::int64_t> now_us_;
};

/// When a frame says that it was written: Jetstream's `time_us`, or the latest `created_at` in it.
/// Nullopt: it does not say.
/// Cost       A search through its bytes.
std::optional<Instant> recorded_time(Wire wire, std::string_view frame);

}  // namespace tocsin::tools
