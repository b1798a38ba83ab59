#pragma once
#include <atomic>
#include <memory>
#include <utility>

#include "engine/source.h"

namespace tocsin::tools {

/// The line's intake as HTTP ingest sees it: remembers when it was last used.
///
/// Threads    As Intake.
/// Ownership  Borrows both.
class WatchedIntake final : public Intake {
 public:
  WatchedIntake(Intake& inner, const Clock& clock) : inner_(inner), clock_(clock) {}
  /// Instant{}: never.
  Instant last_used() const { return instant_from_us(last_us_); }

  std::unique_ptr<RawBatch> blank() override { return inner_.blank(); }
  boost::asio::awaitable<bool> push(std::unique_ptr<RawBatch> batch) override {
    used();
    return inner_.push(std::move(batch));
  }
  bool push_blocking(std::unique_ptr<RawBatch> batch) override {
    used();
    return inner_.push_blocking(std::move(batch));
  }
  std::unique_ptr<RawBatch> try_push(std::unique_ptr<RawBatch> batch) override {
    used();
    return inner_.try_push(std::move(batch));
  }

 private:
  void used() { last_us_ = us_of(clock_.now()); }
  Intake& inner_;
  const Clock& clock_;
  std::atomic<std::int64_t> last_us_{0};
};

}  // namespace tocsin::tools
