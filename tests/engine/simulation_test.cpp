#include <cstdlib>
#include <random>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/render.h"
#include "tests/support/small_line.h"

/// The whole line on one thread, under a seeded hand that cuts batches anywhere, holds commits
/// back, fills the disk, and cuts the power; a source that replays from its durable cursor. In
/// the end all must stand as if nothing had happened.
using namespace tocsin;
using namespace tocsin::test;
using namespace std::chrono_literals;

namespace {

using Random = std::mt19937_64;

std::size_t pick(Random& random, std::size_t below) {
  return random() % below;
}

std::vector<std::string> a_day(Random& random) {
  static constexpr std::string_view said[] = {
      "acme is broken", "leaving acme",   "acme is slow",     "acme is meh",     "hello acme",
      "nothing at all", "zeta is broken", "acme still hums",  "broken and slow", "acme zeta broken",
      "what a day",     "good morning",   "leaving for work", "acme, thanks",    "slow day"};
  std::vector<std::string> frames;
  const auto posts = 150 + pick(random, 150);
  int minute = 0;
  for (std::size_t i = 0; i < posts; ++i) {
    minute += static_cast<int>(pick(random, 4));
    const int late = pick(random, 10) == 0 ? static_cast<int>(pick(random, 20)) : 0;
    const auto at = std::to_string(std::max(0, minute - late));
    const auto id = std::to_string(i);
    const auto before = std::to_string(pick(random, i + 1));
    const auto author = "a" + std::to_string(pick(random, 12));
    const std::string text(said[pick(random, std::size(said))]);
    switch (pick(random, 16)) {
      case 0:
        frames.push_back("d|" + at + '|' + before + "||");
        break;
      case 1:
        frames.push_back("e|" + at + '|' + before + '|' + author + '|' + text);
        break;
      case 2:
        frames.push_back("p|" + at + '|' + before + '|' + author + '|' + text);
        break;
      case 3:
        frames.push_back("r|" + at + '|' + id + '|' + author + '|' + text);
        break;
      case 4:
        frames.push_back("!|" + id);
        break;
      case 5:
        frames.push_back("p|" + at + '|' + id + "|us|we hear you acme|" + before);
        break;
      case 6:
        if (pick(random, 6) == 0) {
          frames.push_back("g|" + at + "||" + author + '|');
          break;
        }
        [[fallthrough]];
      case 7:
        [[fallthrough]];
      case 8:
        frames.push_back("p|" + at + '|' + id + '|' + author + '|' + text + '|' + before);
        break;
      case 9:
        if (!frames.empty()) frames.push_back(frames[pick(random, frames.size())]);
        break;
      default:
        frames.push_back("p|" + at + '|' + id + '|' + author + '|' + text);
    }
  }
  return frames;
}

std::shared_ptr<const WordBook> the_book() {
  return std::make_shared<WordBook>(
      std::vector<WordBook::Word>{
          {"t/broken", "broken"},
          {"t/leave", "leaving", "churn", Severity::high, 40, RuleStatus::live,
           RuleLimit{2, LimitBy::brand, 30min}},
          {"t/quiet", "meh", "complaint", Severity::low, 10, RuleStatus::shadow},
          {"t/once", "slow", "complaint", Severity::low, 10, RuleStatus::live,
           RuleLimit{1, LimitBy::author, 1h}},
          {"t/again", "still", "complaint", Severity::high, 40, RuleStatus::live, {}, 2}},
      std::vector<std::string>{"acme", "zeta"}, "us");
}

struct Faults {
  bool on = false;
  std::size_t batch_most = 512;
};

class World {
 public:
  World(std::vector<std::string> frames, std::uint64_t seed, Faults faults)
      : frames_(std::move(frames)), random_(seed), faults_(faults) {
    boot();
  }

  void run() {
    while (heard_ < frames_.size() || judge_->has_work()) {
      if (heard_ < frames_.size()) hear();
      if (!faults_.on) {
        keep();
        continue;
      }
      const auto dice = pick(random_, 10);
      if (dice < 5 || heard_ == frames_.size()) keep();
      if (dice == 9) cut_power();
      if (dice == 8) store_.fail_next(1 + static_cast<int>(pick(random_, 3)));
    }
  }
  const MemoryStore& store() const { return store_; }
  int power_cuts() const { return cuts_; }

 private:
  void boot() {
    reader_ = std::make_unique<Reader>(decoders_);
    judge_ = std::make_unique<Judge>(store_, decoders_, clock_, JudgeOptions{false, 20'000});
    judge_->restore();
    const auto cursor = store_.cursor("sim");
    heard_ = cursor.empty() ? 0 : std::stoul(cursor);
  }
  void hear() {
    auto raw = std::make_unique<RawBatch>();
    raw->number = ++batches_;
    raw->received = clock_.now();
    raw->time_is_created_at = true;
    const auto until = std::min(frames_.size(), heard_ + 1 + pick(random_, faults_.batch_most));
    for (; heard_ < until; ++heard_) raw->add(frames_[heard_]);
    raw->cursor = {"sim", std::to_string(heard_)};
    auto batch = std::make_unique<ReadBatch>();
    batch->raw = std::move(raw);
    batch->book = book_;
    reader_->read(*batch);
    judge_->judge(std::move(batch));
  }
  void keep() {
    if (!judge_->has_work()) return;
    const auto commit = judge_->take_commit();
    const Commit* const commits[] = {commit.get()};
    while (!store_.write(commits)) store_.reopen();
    judge_->durable(commit->number);
    if (!commit->must_sync) return;
    // Told: from here on it must never be forgotten.
    told_ = std::max(told_, store_.last_seq());
  }
  void cut_power() {
    ++cuts_;
    store_.lose_power(pick(random_, 3));
    REQUIRE(store_.last_seq() >= told_);
    boot();
  }

  std::vector<std::string> frames_;
  Random random_;
  Faults faults_;
  MemoryStore store_;
  FixedClock clock_;
  PlainDecoders decoders_;
  std::shared_ptr<const WordBook> book_ = the_book();
  std::unique_ptr<Reader> reader_;
  std::unique_ptr<Judge> judge_;
  std::size_t heard_ = 0;
  std::uint64_t batches_ = 0;
  std::uint64_t told_ = 0;
  int cuts_ = 0;
};

}  // namespace

TEST_CASE("200 seeds of power cuts, full disks and torn batches leave what a quiet run leaves",
          "[simulation]") {
  // TOCSIN_SIM_SEED=n runs that one alone.
  const char* const one = std::getenv("TOCSIN_SIM_SEED");
  const std::uint64_t first = one ? std::strtoull(one, nullptr, 10) : 1;
  const std::uint64_t last = one ? first : 200;
  int cuts = 0;
  std::size_t alerts = 0;
  for (auto seed = first; seed <= last; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const auto frames = a_day(random);
    World quiet(frames, seed, {});
    quiet.run();
    World rough(frames, seed, {true, 1 + pick(random, 40)});
    rough.run();
    REQUIRE(all_of(rough.store()) == all_of(quiet.store()));
    std::uint64_t expected = 0;
    for (const auto& e : rough.store().events(0, 1'000'000)) REQUIRE(e.seq == ++expected);
    cuts += rough.power_cuts();
    quiet.store().each_alert([&](const Alert&) { ++alerts; });
  }
  // The hand must have been rough, and there must have been something to lose.
  if (!one) {
    CHECK(cuts > 200);
    CHECK(alerts > 2000);
  }
}
