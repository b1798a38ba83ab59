#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <utility>

#include "engine/source.h"

namespace tocsin::tools {

/// The line's intake as HTTP ingest sees it: remembers what came by it, and when.
///
/// Threads    As Intake.
/// Ownership  Borrows both.
class WatchedIntake final : public Intake {
 public:
  WatchedIntake(Intake& inner, const Clock& clock) : inner_(inner), clock_(clock) {}
  /// When somebody wanted to send something; Instant{}: never.
  Instant last_used() const { return instant_from_us(last_us_); }
  /// As of a source, for the ledger; nothing where it is not used.
  std::optional<SourceStatus> status() const {
    if (frames_ == 0) return std::nullopt;
    SourceStatus status;
    status.name = status.kind = "http";
    status.state = SourceState::connected;
    status.last_data = last_used();
    status.frames = frames_;
    status.bytes = bytes_;
    return status;
  }

  std::unique_ptr<RawBatch> blank() override { return inner_.blank(); }
  boost::asio::awaitable<bool> push(std::unique_ptr<RawBatch> batch) override {
    took(batch->frames.size(), batch->payload());
    return inner_.push(std::move(batch));
  }
  bool push_blocking(std::unique_ptr<RawBatch> batch) override {
    took(batch->frames.size(), batch->payload());
    return inner_.push_blocking(std::move(batch));
  }
  std::unique_ptr<RawBatch> try_push(std::unique_ptr<RawBatch> batch) override {
    const auto frames = batch->frames.size();
    const auto bytes = batch->payload();
    took(0, 0);
    auto back = inner_.try_push(std::move(batch));
    if (!back) took(frames, bytes);
    return back;
  }
  bool can_keep() const override { return inner_.can_keep(); }

 private:
  void took(std::uint64_t frames, std::uint64_t bytes) {
    last_us_ = us_of(clock_.now());
    frames_ += frames;
    bytes_ += bytes;
  }
  Intake& inner_;
  const Clock& clock_;
  std::atomic<std::int64_t> last_us_{0};
  std::atomic<std::uint64_t> frames_{0}, bytes_{0};
};

}  // namespace tocsin::tools
