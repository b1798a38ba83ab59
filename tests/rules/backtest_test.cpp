// Back-tests over posts in memory: what counts, in which order, and what is compared.
#include "rules/backtest.h"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "rules/rules.h"
#include "tests/support/rule_yaml.h"

using namespace tocsin;

namespace {

constexpr Instant noon{std::chrono::days{20'000} + std::chrono::hours{12}};
using std::chrono::hours;
using std::chrono::minutes;

struct Said {
  std::string text;
  Micros after{};
  std::string author = "a";
  float kept_rate = 1;
  bool repost = false;
  bool ours = false;
  std::string id{};  ///< empty: of its own
};

/// Posts as they were said; each part holds some of them.
class Heard final : public PastPosts {
 public:
  explicit Heard(const std::vector<Said>& said) {
    for (const Said& s : said) {
      Post post;
      post.source = "t";
      post.id = s.id.empty() ? "p" + std::to_string(posts_.size()) : s.id;
      post.text = s.text;
      post.author.id = s.author;
      post.time = noon + s.after;
      if (s.repost) post.is_repost = true;
      posts_.push_back(post);
    }
    said_ = said;
  }
  std::size_t parts() const override { return 5; }
  void read(std::size_t part, Instant since, const Take& take) const override {
    for (std::size_t i = part; i < posts_.size(); i += parts()) {
      if (posts_[i].time < since) continue;
      PostViewArrays arrays;
      const PastPost one{post_key("t", posts_[i].id),
                         view_of(posts_[i], arrays),
                         posts_[i].time,
                         said_[i].kept_rate,
                         said_[i].ours,
                         i};
      take({&one, 1});
    }
  }
  std::optional<Post> post(std::uint64_t place) const override { return posts_.at(place); }

 private:
  std::vector<Said> said_;
  std::vector<Post> posts_;
};

RuleBookPtr book_of(const std::vector<std::string>& lines) {
  std::string yaml = "pack: t\ntitle: t\nversion: 1\nterms:\n";
  for (const std::string term : {"broken", "leaving", "never", "leaks", "awful"})
    yaml += "  " + term + ": [" + term + "]\n";
  yaml += "rules:\n";
  for (const auto& line : lines) yaml += test::rule_yaml_of_line(line);
  rules::LoadedPacks packs;
  packs.packs.push_back(rules::parse_pack("t.yaml", yaml, {}, packs.problems));
  for (const auto& p : packs.problems) UNSCOPED_INFO(to_string(p));
  REQUIRE(packs.ok());
  rules::wake_drafts(packs);
  auto book = rules::compile(packs, {});
  REQUIRE(book);
  return *book;
}

rules::BacktestResult tried(const std::vector<std::string>& lines, const std::vector<Said>& said,
                            rules::BacktestOrder order = {}) {
  order.book = book_of(lines);
  const Heard heard(said);
  auto result = rules::run_backtest(heard, order);
  if (!result) FAIL(result.error());
  return std::move(*result);
}

}  // namespace

TEST_CASE("findings are counted by day and brand, weighed by their rate", "[backtest]") {
  const auto result =
      tried({"broken complaint | broken"}, {{"it is broken"},
                                            {"broken again", hours{1}, "b", 0.25F},
                                            {"fine", hours{2}},
                                            {"broken, the day after", hours{24}, "c"}});
  CHECK(result.posts == 4);
  CHECK(result.heard == 7);
  CHECK(result.sampled == 1);
  CHECK(result.sum.raising.kept == 3);
  CHECK(result.sum.raising.heard == 6);
  CHECK(result.sum.cases == 3);
  REQUIRE(result.by_day.size() == 2);
  CHECK(result.by_day.at(20'000).kept == 2);
  CHECK(result.by_day.at(20'001).kept == 1);
  CHECK(result.by_brand.at("default").kept == 3);
  REQUIRE(result.rules.front().samples.size() == 3);
  CHECK(result.rules.front().samples.front().text == "it is broken");
  REQUIRE(result.rules.front().samples.front().spans.size() == 1);
  CHECK(result.rules.front().samples.front().spans.front().second ==
        std::pair<std::size_t, std::size_t>(6, 12));
}

TEST_CASE("a limit is judged in the order in which posts were said", "[backtest]") {
  // Given backwards: the parts and threads do not matter, the times do.
  const auto result = tried({"b complaint | broken | limit: 1 per author per 1h"},
                            {{"broken 3", minutes{90}},
                             {"broken 2", minutes{30}},
                             {"broken 1", minutes{0}},
                             {"broken x", minutes{10}, "other"}});
  CHECK(result.sum.findings.kept == 4);
  CHECK(result.sum.raising.kept == 3);
  CHECK(result.sum.limited == 1);
}

TEST_CASE("windows, history and references are judged on the posts' times", "[backtest]") {
  const std::vector<std::string> rules{
      "third complaint | broken | repeat: {same: author, at_least: 3, within: 1d}",
      "known complaint | leaving | where: ['history.complaints_30d >= 1']",
      "upon churn | rule:t/third AND never"};
  const auto result = tried(rules, {{"broken", hours{1}},
                                    {"leaving", hours{2}, "new"},
                                    {"broken", hours{3}},
                                    {"leaving", hours{70}},
                                    {"never, broken", hours{5}},
                                    {"broken", hours{6}, "other"}});
  const auto raising = [&](std::string_view id) {
    return std::ranges::find(result.rules, id, &rules::BacktestRule::id)->sum.raising.kept;
  };
  CHECK(raising("t/third") == 1);
  CHECK(raising("t/known") == 1);
  CHECK(raising("t/upon") == 1);
}

TEST_CASE("drafts count as if they were live; reposts, our own and repeats do not", "[backtest]") {
  const auto result = tried({"d complaint | broken | status: draft"},
                            {{"broken"},
                             {"broken", minutes{1}, "b", 1, true},
                             {"broken", minutes{2}, "us", 1, false, true},
                             {"broken", minutes{3}, "a", 1, false, false, "p0"}});
  CHECK(result.sum.findings.kept == 2);
  CHECK(result.sum.reposts == 1);
  CHECK(result.sum.raising.kept == 1);
}

TEST_CASE("since counts back from the last post, and windows look back beyond it", "[backtest]") {
  rules::BacktestOrder order;
  order.since = hours{2};
  order.last_time = noon + hours{10};
  const auto result =
      tried({"t complaint | broken | repeat: {same: author, at_least: 2, within: 1d}"},
            {{"broken", hours{1}}, {"broken", hours{9}}, {"fine", hours{10}}}, order);
  CHECK(result.posts == 2);
  CHECK(result.sum.raising.kept == 1);
  CHECK(result.from == noon + hours{8});
}

TEST_CASE("against tells what is gained, lost and the same", "[backtest]") {
  rules::BacktestOrder order;
  order.against = book_of({"b complaint | broken", "gone complaint | awful"});
  const auto result =
      tried({"b complaint | broken OR leaks", "new complaint | never"},
            {{"it is broken"}, {"it leaks"}, {"awful"}, {"never again"}, {"fine"}}, order);
  CHECK(result.gained.kept == 2);
  CHECK(result.lost.kept == 1);
  CHECK(result.same.kept == 1);
  REQUIRE(result.against);
  CHECK(result.against->raising.kept == 2);
  REQUIRE(result.differences.size() == 3);
  const auto of = [&](std::string_view id) {
    return *std::ranges::find(result.differences, id, &rules::BacktestDifference::id);
  };
  CHECK(of("t/b").gained.kept == 1);
  CHECK(of("t/b").same.kept == 1);
  REQUIRE(of("t/b").gained_samples.size() == 1);
  CHECK(of("t/b").gained_samples.front().text == "it leaks");
  CHECK(of("t/gone").lost_samples.front().text == "awful");
  CHECK(of("t/new").gained.kept == 1);
}

TEST_CASE("any number of threads gives the same result", "[backtest]") {
  std::vector<Said> said;
  for (int i = 0; i < 400; ++i)
    said.push_back({i % 3 == 0 ? "broken " + std::to_string(i) : "fine", minutes{i * 7 % 400},
                    "a" + std::to_string(i % 9), i % 5 == 0 ? 0.5F : 1.0F});
  const std::vector<std::string> rules{
      "l complaint | broken | limit: 2 per author per 1h",
      "s outage | broken | surge: {same: brand, over: 2x, within: 10m, at_least: 3}",
      "d attack | broken | distinct: {of: author, same: text, at_least: 2, within: 1h}"};
  std::string first;
  for (const int threads : {1, 2, 5}) {
    rules::BacktestOrder order;
    order.threads = threads;
    auto result = tried(rules, said, order);
    result.seconds = 0;
    const auto json = to_json(result);
    if (first.empty()) first = json;
    CHECK(json == first);
  }
}

TEST_CASE("samples do not say who wrote them, by the post's id neither", "[backtest]") {
  const auto json =
      to_json(tried({"b complaint | broken"},
                    {{"broken", {}, "did:plc:jo", 1, false, false, "at://did:plc:jo/p/1"},
                     {"broken too", {}, "al", 1, false, false, "p9"}}));
  CHECK(json.find("did:plc:jo") == std::string::npos);
  CHECK(json.find("\"id\":\"p9\"") != std::string::npos);
}

TEST_CASE("a back-test that is stopped says so", "[backtest]") {
  std::stop_source stop;
  stop.request_stop();
  rules::BacktestOrder order;
  order.book = book_of({"b complaint | broken"});
  const Heard heard({{"broken"}});
  const auto result = rules::run_backtest(heard, order, stop.get_token());
  REQUIRE(!result);
  CHECK(result.error() == "it was stopped");
}
