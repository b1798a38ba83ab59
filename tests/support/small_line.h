#pragma once
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "engine/judge/judge.h"
#include "tests/support/memory_store.h"
#include "tests/support/plain_wire.h"
#include "tests/support/word_book.h"

namespace tocsin::test {

class FixedClock final : public Clock {
 public:
  Instant now() const override { return at; }
  Instant at = PlainDecoder::start + std::chrono::hours{24 * 365};
};

/// The whole line on one thread: frames in, commits into a MemoryStore.
class SmallLine {
 public:
  explicit SmallLine(WordBook book, JudgeOptions options = {false})
      : book_(std::make_shared<WordBook>(std::move(book))), options_(options) {
    restart();
  }

  /// Hears the frames as one batch and keeps what follows.
  std::vector<Event> hear(std::initializer_list<std::string_view> frames) {
    return hear(std::vector<std::string>(frames.begin(), frames.end()));
  }
  std::vector<Event> hear(const std::vector<std::string>& frames) {
    const auto before = store.last_seq();
    auto raw = std::make_unique<RawBatch>();
    raw->number = ++batches_;
    raw->received = clock.now();
    raw->source_name = "test";
    raw->time_is_created_at = true;
    for (const auto& frame : frames) {
      raw->add(frame);
      raw->time_is_created_at = raw->time_is_created_at && !frame.starts_with("c|");
    }
    auto batch = std::make_unique<ReadBatch>();
    batch->raw = std::move(raw);
    batch->book = book_;
    reader_->read(*batch);
    judge_->judge(std::move(batch));
    keep();
    return store.events(before, 10'000);
  }
  /// The judge forgets all but the store.
  void restart() {
    reader_ = std::make_unique<Reader>(decoders_);
    judge_ = std::make_unique<Judge>(store, decoders_, clock, options_);
    judge_->restore();
  }
  void keep() {
    if (!judge_->has_work()) return;
    const auto commit = judge_->take_commit();
    const Commit* const commits[] = {commit.get()};
    REQUIRE(store.write(commits).has_value());
    judge_->durable(commit->number);
    for (auto& [done, result] : commit->waiting) done(result);
  }
  Judge& judge() { return *judge_; }
  const JudgeTotals& totals() const { return judge_->totals(); }
  std::vector<Alert> alerts() const {
    std::vector<Alert> all;
    store.each_alert([&](const Alert& a) { all.push_back(a); });
    return all;
  }

  MemoryStore store;
  FixedClock clock;

 private:
  PlainDecoders decoders_;
  std::shared_ptr<WordBook> book_;
  JudgeOptions options_;
  std::unique_ptr<Reader> reader_;
  std::unique_ptr<Judge> judge_;
  std::uint64_t batches_ = 0;
};

inline std::vector<std::string> kinds(const std::vector<Event>& events) {
  std::vector<std::string> names;
  for (const auto& e : events) names.emplace_back(name_of(e.kind));
  return names;
}

}  // namespace tocsin::test
