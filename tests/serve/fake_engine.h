#pragma once
#include <deque>
#include <mutex>
#include <thread>

#include "engine/serve/engine_view.h"
#include "tests/serve/fake_desk.h"
#include "tests/serve/plain_store.h"
#include "tests/support/memory_people.h"

namespace tocsin::test {

/// Takes batches and answers them as a test says, on a thread of its own as keep does.
class FakeIntake final : public Intake {
 public:
  enum class Mode : std::uint8_t { answer, full, fail, silent };
  ~FakeIntake() override {
    for (auto& thread : threads_) thread.join();
  }
  void set(Mode mode) { mode_ = mode; }
  /// As when the disk is full, until it is told otherwise.
  void set_writable(bool writable) { writable_ = writable; }
  bool can_keep() const override { return writable_; }
  /// Frames seen, in order.
  std::vector<std::string> frames() const {
    const std::scoped_lock lock(mutex_);
    return frames_;
  }
  std::size_t batches() const {
    const std::scoped_lock lock(mutex_);
    return batches_;
  }

  std::unique_ptr<RawBatch> blank() override { return std::make_unique<RawBatch>(); }
  boost::asio::awaitable<bool> push(std::unique_ptr<RawBatch>) override { co_return false; }
  bool push_blocking(std::unique_ptr<RawBatch>) override { return false; }
  std::unique_ptr<RawBatch> try_push(std::unique_ptr<RawBatch> batch) override {
    if (mode_ == Mode::full) return batch;
    const std::scoped_lock lock(mutex_);
    ++batches_;
    BatchResult result{.ok = mode_ != Mode::fail, .accepted = 0, .rejected = {}};
    for (std::size_t i = 0; i < batch->frames.size(); ++i) {
      frames_.emplace_back(batch->frame(i));
      if (frames_.back().find("bad") == std::string::npos)
        ++result.accepted;
      else
        result.rejected.push_back({static_cast<std::uint32_t>(i), "not_json"});
    }
    if (mode_ != Mode::silent)
      threads_.emplace_back([done = std::move(batch->done), result] { done(result); });
    return nullptr;
  }

 private:
  std::atomic<Mode> mode_{Mode::answer};
  std::atomic<bool> writable_{true};
  mutable std::mutex mutex_;
  std::size_t batches_ = 0;
  std::vector<std::string> frames_;
  std::vector<std::thread> threads_;
};

class FakeBook final : public RuleBook {
 public:
  FakeBook() {
    rules_.resize(2);
    rules_[0].id = "core/complaint";
    rules_[0].limit = RuleLimit{3, LimitBy::author, std::chrono::hours(2)};
    rules_[1].id = "telecom/churn-threat";
    rules_[1].status = RuleStatus::live;
    brands_.push_back({"acme", "Acme", ""});
  }
  std::span<const RuleInfo> rules() const override { return rules_; }
  std::span<const BrandInfo> brands() const override { return brands_; }
  std::string_view term_name(std::uint32_t) const override { return {}; }
  std::unique_ptr<RuleMatcher> matcher() const override { return nullptr; }
  bool holds_with(const Match&, const HistoryFacts&, std::span<const RuleIndex>) const override {
    return false;
  }
  NearText near_text(const PostView&) const override { return {}; }
  std::vector<TestedField> tested(RuleIndex, const PostView&, const HistoryFacts&) const override {
    return {};
  }
  std::uint64_t fingerprint() const override { return 0xBEEF; }

 private:
  std::vector<RuleInfo> rules_;
  std::vector<BrandInfo> brands_;
};

/// The system's, moved on as a test wants.
class MovedClock final : public Clock {
 public:
  Instant now() const override {
    return SystemClock().now() + std::chrono::microseconds(moved_us_);
  }
  void advance(std::chrono::microseconds by) { moved_us_ += by.count(); }

 private:
  std::atomic<std::int64_t> moved_us_{0};
};

struct FakeEngine final : serve::EngineView {
  PlainStore kept;
  MovedClock wall;
  FakeIntake ingest;
  Metrics counted;
  MemoryPeople accounts;
  People everybody{accounts, wall, {.rules = {}, .password = quick_cost()}, accounts.line()};
  std::vector<serve::ReadinessPart> parts{{"store", true, false, ""}};
  std::vector<SourceStatus> heard;

  const Store& store() const override { return kept; }
  const Clock& clock() const override { return wall; }
  Intake& intake() override { return ingest; }
  void ask(std::function<void(Judge&)>, std::function<void()> refused) override { refused(); }
  People& people() override { return everybody; }
  Metrics& metrics() override { return counted; }
  std::vector<SourceStatus> sources() const override { return heard; }
  RuleBookPtr rules() const override { return std::make_shared<FakeBook>(); }
  std::vector<serve::ReadinessPart> readiness() const override { return parts; }
  std::optional<serve::RuleTally> tally(std::string_view rule) const override {
    return serve::RuleTally{rule == "core/complaint" ? 7u : 0u};
  }
  serve::RuleDesk* rule_desk() override { return &desk; }
  FakeDesk desk;
};

}  // namespace tocsin::test
