#pragma once
#include <atomic>
#include <mutex>
#include <string>

#include "engine/source.h"
#include "tools/traffic.h"

namespace tocsin::tools {

struct TrafficSourceOptions {
  std::string name = "demo";
  std::uint64_t seed = 1;
  double speed = 240;            ///< times real time: a day in six minutes. 1–100,000
  std::uint64_t posts = 24'000;  ///< a day; 1–10,000,000
};

/// Plays Acme's day as if it were live: frames bear the time at which they are played. After a day
/// comes another one.
///
/// Threads    As Source.
/// Ownership  Borrows the clock.
/// Limits     A full intake makes it wait, and then catch up.
class TrafficSource final : public Source {
 public:
  TrafficSource(TrafficSourceOptions options, const Clock& clock);

  std::string_view name() const override { return options_.name; }
  boost::asio::awaitable<void> run(Intake& intake, SourceNews& news, std::string cursor) override;
  void stop() override { stopping_ = true; }
  SourceStatus status() const override;

 private:
  /// What is due by now, as one batch; leaves the rest for the next.
  void fill(RawBatch& batch);
  void begin_day();
  void note(const RawBatch& batch);

  const TrafficSourceOptions options_;
  const Clock& clock_;
  std::atomic<bool> stopping_{false};
  std::uint64_t day_ = 0;
  Traffic traffic_;
  Instant day_began_{};
  std::string frame_;
  mutable std::mutex mutex_;
  SourceStatus status_;
};

}  // namespace tocsin::tools
