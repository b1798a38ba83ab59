#include <cstdlib>
#include <random>

#include <catch2/catch_test_macros.hpp>

#include "tests/desk/people.h"
#include "tests/support/render.h"
#include "tests/support/small_line.h"

/// Posts and people together, under a seeded hand that restarts the judge, holds commits back and
/// cuts the power. Whoever was not answered asks again with the same key. In the end all must
/// stand as if nothing had happened.
using namespace tocsin;
using namespace tocsin::test;
using namespace std::chrono_literals;

namespace {

using Random = std::mt19937_64;

std::size_t pick(Random& random, std::size_t below) {
  return random() % below;
}

/// One thing that happens: frames, an action, an undo of an earlier action, a merge, or time.
struct Step {
  enum class What : std::uint8_t { hear, act, undo, merge, split, wait } what{};
  std::vector<std::string> frames;
  Action action;
  std::size_t undoes = 0;  ///< the step whose action is taken back
  CaseId from, into;
  std::string post;
  Micros length{};
};

CaseId a_case(std::size_t conversation) {
  return case_id("acme", "test", std::to_string(conversation));
}

Action some_action(Random& random, std::size_t posts, std::size_t step) {
  const auto alert = [&] {
    return alert_id(a_case(pick(random, posts)),
                    1 + static_cast<std::uint32_t>(pick(random, 8) == 0));
  };
  static const std::vector<Actor> people{actor("ben"), actor("dana"), actor("lea", Role::lead)};
  auto one = action(static_cast<ActionKind>(pick(random, action_kinds)), alert(),
                    people[pick(random, people.size())]);
  one.length = std::chrono::minutes(1 + pick(random, 90));
  one.key = "k" + std::to_string(step);
  one.outcome = pick(random, 2) ? "helped" : "spam";
  one.add = {"t" + std::to_string(pick(random, 5))};
  if (pick(random, 3) == 0) one.version = static_cast<std::uint32_t>(pick(random, 6));
  if (pick(random, 6) == 0) {
    one.bulk = true;
    for (std::size_t i = pick(random, 10); i > 0; --i) one.alerts.push_back(alert());
  }
  return one;
}

std::vector<Step> a_day(Random& random) {
  static constexpr std::string_view said[] = {"acme is broken", "acme is slow", "hello acme",
                                              "acme broken and slow"};
  std::vector<Step> day;
  std::size_t posts = 0;
  const auto frame = [&] {
    const auto minute = std::to_string(posts);
    const auto text = std::string(said[pick(random, std::size(said))]);
    const auto author = "a" + std::to_string(pick(random, 6));
    const auto before = std::to_string(pick(random, posts + 1));
    switch (pick(random, 8)) {
      case 0:
        return "d|" + minute + '|' + before + "||";
      case 1:
        return "p|" + minute + '|' + before + '|' + author + '|' + text;
      case 2:
        return "p|" + minute + '|' + std::to_string(posts++) + '|' + author + '|' + text + '|' +
               before;
      default:
        return "p|" + minute + '|' + std::to_string(posts++) + '|' + author + '|' + text;
    }
  };
  for (std::size_t i = 0; i < 150; ++i) {
    Step step;
    switch (pick(random, 10)) {
      case 0:
      case 1:
      case 2:
        step.what = Step::What::hear;
        for (std::size_t n = 1 + pick(random, 4); n > 0; --n) step.frames.push_back(frame());
        break;
      case 3:
        step.what = Step::What::undo;
        step.undoes =
            day.empty() ? 0 : day.size() - 1 - pick(random, std::min<std::size_t>(4, day.size()));
        break;
      case 4:
        step.what = pick(random, 2) ? Step::What::merge : Step::What::split;
        step.from = a_case(pick(random, posts + 1));
        step.into = a_case(pick(random, posts + 1));
        step.post = std::to_string(pick(random, posts + 1));
        break;
      case 5:
        step.what = Step::What::wait;
        step.length = std::chrono::seconds(1 + pick(random, 1800));
        break;
      default:
        step.what = Step::What::act;
        step.action = some_action(random, posts + 1, i);
    }
    day.push_back(std::move(step));
  }
  return day;
}

class World {
 public:
  World(const std::vector<Step>& day, std::uint64_t seed, bool rough)
      : day_(day), random_(seed), rough_(rough), answers_(day.size()) {
    boot();
  }

  void run() {
    while (at_ < day_.size() || judge_->has_work()) {
      if (at_ < day_.size()) take(day_[at_++]);
      if (!rough_) {
        keep();
        continue;
      }
      switch (pick(random_, 6)) {
        case 0:
          cut_power();
          break;
        case 1:
          break;
        default:
          keep();
      }
    }
  }
  std::string all() const {
    std::string text = all_of(store_);
    store_.each_alert([&](const Alert& a) {
      text += to_string(a.id) + ' ' + a.desk.assignee.user + ' ' + a.desk.outcome + ' ' +
              std::to_string(a.desk.notes) + ' ' + std::to_string(us_of(a.desk.ack_until)) + ' ' +
              std::to_string(us_of(a.desk.follow_up)) + ' ' + std::to_string(a.desk.acted_version) +
              '\n';
      for (const auto& line : store_.timeline(a.owner_case, 1000))
        text += std::to_string(line.seq) + ' ' + line.kind + ' ' + line.by.user + ' ' + line.text +
                (line.undone ? " undone\n" : "\n");
    });
    for (const char* name : {"verdict/t/broken/helped", "verdict/t/slow/spam"})
      text += std::string(name) + ' ' + std::to_string(store_.counted(name)) + '\n';
    for (const auto& answer : answers_)
      if (answer) text += why(*answer) + ' ' + std::to_string(answer->seq) + '\n';
    return text;
  }
  std::uint64_t told() const { return told_; }
  std::size_t done() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        answers_, [](const auto& a) { return a && !a->refused && !a->action.empty(); }));
  }

 private:
  static std::string why(const ActionAnswer& answer) {
    return answer.refused ? answer.refused->detail : "done " + std::to_string(answer.done);
  }
  void boot() {
    reader_ = std::make_unique<Reader>(decoders_);
    judge_ = std::make_unique<Judge>(store_, decoders_, clock_, JudgeOptions{});
    judge_->restore();
    // Where the day goes on stands beside the store, as each asker remembers what was answered.
    const auto cursor = store_.cursor("day");
    at_ = cursor.empty() ? 0 : std::stoul(cursor);
    clock_.at = FixedClock{}.at;
    for (std::size_t i = 0; i < at_; ++i) clock_.at += day_[i].length;
  }
  void take(const Step& step) {
    const std::size_t number = at_ - 1;
    const auto told = [this, number](const ActionAnswer& answer) {
      if (!answer.unavailable) answers_[number] = answer;
    };
    switch (step.what) {
      case Step::What::hear:
        break;
      case Step::What::act:
        judge_->act(step.action, told);
        break;
      case Step::What::undo:
        if (const auto& undone = answers_[step.undoes]; undone && !undone->action.empty())
          judge_->undo({undone->action, actor("lea", Role::lead), "u" + std::to_string(number), {}},
                       told);
        break;
      case Step::What::merge:
        judge_->merge({step.from, step.into, actor("ben"), {}}, told);
        break;
      case Step::What::split:
        judge_->split({step.from, {step.post}, actor("ben"), {}}, told);
        break;
      case Step::What::wait:
        clock_.at += step.length;
        judge_->look_at_timers();
        break;
    }
    hear(step.frames);
    // An undo needs the answer to what it takes back: those steps are not gathered.
    if (step.what == Step::What::act || step.what == Step::What::undo) keep();
  }
  /// What was heard, and how far the day has come, are one commit.
  void hear(const std::vector<std::string>& frames) {
    auto raw = std::make_unique<RawBatch>();
    raw->number = ++batches_;
    raw->received = clock_.now();
    raw->time_is_created_at = true;
    for (const auto& frame : frames) raw->add(frame);
    raw->cursor = {"day", std::to_string(at_)};
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
    REQUIRE(store_.write(commits).has_value());
    judge_->durable(commit->number);
    for (auto& [done, result] : commit->waiting) done(result);
    if (commit->must_sync) told_ = store_.last_seq();
  }
  void cut_power() {
    store_.lose_power(pick(random_, 2));
    REQUIRE(store_.last_seq() >= told_);
    boot();
  }

  const std::vector<Step>& day_;
  Random random_;
  bool rough_;
  std::vector<std::optional<ActionAnswer>> answers_;
  MemoryStore store_;
  FixedClock clock_;
  PlainDecoders decoders_;
  std::shared_ptr<const WordBook> book_ = std::make_shared<WordBook>(
      std::vector<WordBook::Word>{{"t/broken", "broken"}, {"t/slow", "slow"}},
      std::vector<std::string>{"acme"});
  std::unique_ptr<Reader> reader_;
  std::unique_ptr<Judge> judge_;
  std::size_t at_ = 0;
  std::uint64_t batches_ = 0;
  std::uint64_t told_ = 0;
};

}  // namespace

TEST_CASE("people and posts, with power cuts behind any step, leave what a quiet day leaves",
          "[desk][simulation]") {
  // TOCSIN_SIM_SEED=n runs that one alone.
  const char* const one = std::getenv("TOCSIN_SIM_SEED");
  const std::uint64_t first = one ? std::strtoull(one, nullptr, 10) : 1;
  const std::uint64_t last = one ? first : 150;
  std::size_t done = 0;
  for (auto seed = first; seed <= last; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const auto day = a_day(random);
    World quiet(day, seed, false);
    quiet.run();
    World rough(day, seed, true);
    rough.run();
    REQUIRE(rough.all() == quiet.all());
    done += quiet.done();
  }
  if (!one) CHECK(done > 3000);  // there must have been something to lose
}
