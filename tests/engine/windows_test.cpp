// Windows against a slow evaluator that remembers every post and looks at all of them.
#include "engine/judge/windows.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <random>
#include <set>

#include <catch2/catch_test_macros.hpp>

#include "engine/bounds.h"
#include "tests/support/memory_store.h"
#include "tests/support/word_book.h"

using namespace tocsin;
using namespace tocsin::test;
using namespace std::chrono_literals;

namespace {

using Random = std::mt19937_64;
constexpr Instant start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};

/// Every post that a rule matched, in the order of arrival.
class SlowWindows {
 public:
  SlowWindows(RuleWindow window, Instant since) : window_(window), since_(since) {}

  bool judge(const WindowPost& post) {
    Instant at = post.at;
    // What ended is out of mind.
    if (window_.kind != WindowKind::surge)
      std::erase_if(posts_, [&](const auto& p) {
        return p.at + window_.within + bounds::late_counts <= post.now;
      });
    const auto known = std::ranges::find(posts_, post.post, &WindowPost::post);
    if (window_.kind == WindowKind::surge) {
      posts_.push_back(post);
      return surge(post);
    }
    if (known != posts_.end())
      at = known->at;
    else if (!post.repost)
      posts_.push_back(post);
    return fullest(post, at) >= window_.at_least;
  }

 private:
  bool same(const WindowPost& a, const WindowPost& b) const {
    switch (window_.same) {
      case LimitBy::author:
        return a.author == b.author;
      case LimitBy::conversation:
        return a.conversation == b.conversation;
      case LimitBy::brand:
        return a.brands == b.brands;
      default:
        return a.text.print == b.text.print;
    }
  }

  std::size_t fullest(const WindowPost& post, Instant at) const {
    std::size_t best = 0;
    std::vector<WindowPost> ends = posts_;
    ends.push_back(post);
    ends.back().at = at;
    for (const auto& end : ends) {
      if (!same(end, post) || end.at < at || end.at >= at + window_.within) continue;
      std::set<std::uint64_t> inside;
      for (const auto& p : posts_)
        if (same(p, post) && p.at <= end.at && p.at > end.at - window_.within)
          inside.insert(window_.kind == WindowKind::distinct ? static_cast<std::uint64_t>(p.author)
                                                             : static_cast<std::uint64_t>(p.post));
      best = std::max(best, inside.size());
    }
    return best;
  }

  bool surge(const WindowPost& post) const {
    const Micros part = window_.within / 60;
    const Micros slot = std::max<Micros>(window_.within, 10min);
    const auto whole = (post.at - since_ - window_.within) / slot;
    const auto from =
        std::max<std::int64_t>(whole - std::max<Micros>(24h, window_.within * 12) / slot, 0);
    double now = 0, before = 0;
    for (const auto& p : posts_) {
      if (!same(p, post)) continue;
      const auto behind = (post.at - since_) / part - (p.at - since_) / part;
      now += behind >= 0 && behind < 60;
      const auto at = (p.at - since_) / slot;
      before += at >= from && at < whole;
    }
    if (post.at - since_ < window_.within || (whole - from) * slot < window_.within) return false;
    const double usual = before / (static_cast<double>((whole - from) * slot / 1us) /
                                   static_cast<double>(window_.within / 1us));
    return now >= window_.at_least && now >= window_.over * usual;
  }

  RuleWindow window_;
  Instant since_;
  std::vector<WindowPost> posts_;
};

/// Windows that forget all but what they wrote, now and then, and are cleared at any time.
class Survivor {
 public:
  explicit Survivor(const RuleBook& book) {
    windows_ = std::make_unique<Windows>();
    windows_->begin(book, start);
  }
  bool judge(const RuleInfo& rule, const WindowPost& post, Random& random) {
    said.clear();
    const bool holds = windows_->judge(rule, post, said);
    if (random() % 4 == 0) windows_->expire(post.now);
    if (random() % 4 == 0) save();
    if (random() % 16 == 0) {
      save();
      windows_ = std::make_unique<Windows>();
      windows_->restore(store_);
    }
    return holds;
  }
  std::vector<TestedField> said;

 private:
  void save() {
    Commit commit;
    windows_->take_changed(commit.meta);
    const Commit* const commits[] = {&commit};
    REQUIRE(store_.write(commits));
  }
  MemoryStore store_;
  std::unique_ptr<Windows> windows_;
};

RuleWindow any_window(Random& random) {
  RuleWindow window;
  window.kind = static_cast<WindowKind>(random() % 3);
  constexpr LimitBy by[] = {LimitBy::author, LimitBy::conversation, LimitBy::brand, LimitBy::text};
  window.same = window.kind == WindowKind::distinct ? LimitBy::text : by[random() % 4];
  window.at_least = 2 + static_cast<std::uint32_t>(random() % 4);
  window.over = 1.5 + static_cast<double>(random() % 4);
  constexpr Micros within[] = {2min, 10min, 1h, 5h};
  window.within = within[random() % 4];
  return window;
}

}  // namespace

TEST_CASE("windows agree with a slow evaluator on generated streams, however often they restart",
          "[windows]") {
  std::size_t judged = 0, held = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    RuleInfo rule;
    rule.id = "t/r";
    rule.windows = {any_window(random)};
    const RuleWindow& window = rule.windows.front();
    CAPTURE(static_cast<int>(window.kind), static_cast<int>(window.same), window.at_least);
    WordBook book(std::vector<WordBook::Word>{{"t/r", "x"}});
    book.set_windows("t/r", rule.windows);
    Survivor windows(book);
    SlowWindows slow(window, start);
    Instant now = start;
    const auto pace = static_cast<std::int64_t>(
        1 + random() % static_cast<std::uint64_t>(window.within / 1s / 3 + 1));
    const std::string brands[] = {"acme", "zeta"};
    std::vector<Instant> times;
    for (int i = 0; i < 160; ++i) {
      now += std::chrono::seconds{random() % static_cast<std::uint64_t>(pace)};
      WindowPost post;
      post.at = now;
      if (window.kind != WindowKind::surge && random() % 5 == 0)
        post.at = std::max(start, now - std::chrono::seconds{random() % 600});
      post.now = now;
      post.post = PostKey{static_cast<std::uint64_t>(i)};
      if (window.kind != WindowKind::surge && i > 0 && random() % 12 == 0) {
        // Delivered again; for `distinct` as it was, since of one author not all is remembered.
        const auto before = random() % times.size();
        if (window.kind == WindowKind::repeat || times[before] >= now - bounds::late_counts) {
          post.post = PostKey{before};
          if (window.kind == WindowKind::distinct) post.at = times[before];
        }
      }
      times.push_back(post.at);
      // What is delivered again is the same post.
      Random of_post(static_cast<std::uint64_t>(post.post) * 1000 + seed);
      post.author = AuthorKey{of_post() % 6};
      post.conversation = PostKey{of_post() % 3};
      post.brands = {brands[of_post() % 2]};
      post.text = {of_post() % 3, true};
      post.repost = of_post() % 9 == 0;
      ++judged;
      const bool expected = slow.judge(post);
      held += expected;
      INFO("post " << i);
      REQUIRE(windows.judge(rule, post, random) == expected);
      REQUIRE(windows.said.size() == (expected ? 1 : 0));
    }
  }
  CHECK(held > judged / 20);
  CHECK(held < judged * 19 / 20);
}

TEST_CASE("the nearest known text is found wherever its bits differ", "[windows]") {
  Random random(7);
  NearTexts texts(10'000);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> known;  // print, group
  const Instant later = start + 1h;
  int near = 0, alone = 0;
  for (int i = 0; i < 3000; ++i) {
    std::uint64_t print = random();
    if (!known.empty() && i % 2 == 0) {
      print = known[random() % known.size()].first;
      for (auto flips = random() % 14; flips > 0; --flips)
        print ^= std::uint64_t{1} << random() % 64;
    }
    int best = NearTexts::bits + 1;
    for (const auto& [other, group] : known) best = std::min(best, std::popcount(other ^ print));
    const auto group = texts.group(1, {print, false}, start, later);
    const auto found =
        std::ranges::find(known, group, &std::pair<std::uint64_t, std::uint64_t>::second);
    if (best > NearTexts::bits) {
      CHECK(found == known.end());
      known.emplace_back(print, group);
      ++alone;
    } else {
      REQUIRE(found != known.end());
      CHECK(std::popcount(found->first ^ print) == best);
      ++near;
    }
  }
  CHECK(near > 500);
  CHECK(alone > 500);
  CHECK(texts.group(2, {known[0].first, false}, start, later) != known[0].second);
  CHECK(texts.group(1, {known[0].first, true}, start, later) != known[0].second);
}

TEST_CASE("a text out of use is not near to anything", "[windows]") {
  NearTexts texts(10);
  const auto first = texts.group(1, {0xFF, false}, start, start + 1min);
  CHECK(texts.group(1, {0xFE, false}, start + 59s, start + 2min) == first);
  CHECK(texts.group(1, {0xFE, false}, start + 2min, start + 3min) != first);
}

TEST_CASE("windows keep their bounds, and give up what ends first", "[windows]") {
  WindowLog log(5);
  for (std::uint64_t i = 0; i < 9; ++i)
    log.note(i, {start + std::chrono::minutes{i}, i, i, start + std::chrono::minutes{i + 10}},
             start, 3);
  CHECK(log.size() == 5);
  CHECK(log.forgotten() == 4);
  CHECK(log.of(3).empty());
  CHECK(log.of(4).size() == 1);
  for (std::uint64_t i = 20; i < 26; ++i)
    log.note(1, {start + 1h, i, i, start + 2h}, start + 1h, 3);
  CHECK(log.of(1).size() == 3);
  NearTexts texts(4);
  for (std::uint64_t i = 0; i < 9; ++i)
    texts.group(i, {i, false}, start, start + std::chrono::minutes{i + 1});
  CHECK(texts.size() == 4);
  SurgeRates rates(3);
  for (std::uint64_t i = 0; i < 9; ++i)
    rates.note(i, {.kind = WindowKind::surge, .at_least = 2, .within = 1h}, start,
               start + std::chrono::minutes{i}, SurgeRates::Counts::yes);
  CHECK(rates.size() == 3);
}

TEST_CASE("a surge rule that was away knows no usual rate when it comes back", "[windows]") {
  WordBook with(std::vector<WordBook::Word>{{"t/r", "x"}});
  const WordBook without(std::vector<WordBook::Word>{{"t/s", "x"}});
  const std::vector<RuleWindow> surge{{.kind = WindowKind::surge,
                                       .same = LimitBy::brand,
                                       .over = 2,
                                       .at_least = 2,
                                       .within = 10min}};
  with.set_windows("t/r", surge);
  const RuleInfo& rule = with.info(RuleIndex{0});
  Windows windows;
  windows.begin(with, start);
  std::vector<TestedField> said;
  const auto match = [&](Micros at, std::uint64_t id) {
    WindowPost post;
    post.post = PostKey{id};
    post.brands = {"acme"};
    post.at = post.now = start + at;
    return windows.judge(rule, post, said);
  };
  CHECK_FALSE(match(1h, 1));
  CHECK(match(1h + 1min, 2));
  windows.begin(without, start + 2h);
  windows.begin(with, start + 3h);
  CHECK_FALSE(match(3h + 5min, 3));
  CHECK_FALSE(match(3h + 6min, 4));
}
