#include "engine/judge/quieting.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/memory_store.h"

using namespace tocsin;

namespace {

constexpr Instant noon{std::chrono::days{20'000} + std::chrono::hours{12}};
using std::chrono::seconds;

RuleInfo rule(std::string id, int version = 1) {
  RuleInfo info;
  info.id = std::move(id);
  info.pack_version = version;
  return info;
}

/// Posts one after the other, a second apart; every `one_in`-th finds something.
void pour(Quieting& quieting, std::uint64_t from, std::uint64_t to, std::uint64_t one_in) {
  for (auto post = from; post < to; ++post) {
    quieting.hear(post, noon + seconds{static_cast<std::int64_t>(post)});
    if (post % one_in == 0) quieting.found(rule("t/storm"));
  }
}

}  // namespace

TEST_CASE("a rule that matches a fifth of all posts is quieted, and heard again below a tenth",
          "[quieting]") {
  Quieting quieting({.share = 0.2, .of_last = 1000, .alerts_per_minute = 60});
  pour(quieting, 1, 1000, 10);
  CHECK(!quieting.find("t/storm"));
  CHECK(quieting.take_news().empty());
  pour(quieting, 1000, 2000, 3);
  REQUIRE(quieting.find("t/storm"));
  CHECK(quieting.find("t/storm")->matches == 200);
  CHECK(quieting.find("t/storm")->because == "it matched 200 of the last 1000 posts");
  CHECK(!quieting.find("t/other"));
  auto news = quieting.take_news();
  REQUIRE(news.size() == 1);
  CHECK(news.front().quieted);
  pour(quieting, 2000, 2800, 7);  // a seventh is more than a tenth
  CHECK(quieting.find("t/storm"));
  pour(quieting, 2800, 4000, 50);
  CHECK(!quieting.find("t/storm"));
  news = quieting.take_news();
  REQUIRE(news.size() == 1);
  CHECK(!news.front().quieted);
  CHECK(news.front().text == "t/storm is no longer quieted: it has calmed down");
}

TEST_CASE("a rule that raises more alerts a minute than it may is quieted", "[quieting]") {
  Quieting quieting({.alerts_per_minute = 5});
  quieting.hear(1, noon);
  for (int i = 0; i < 5; ++i) quieting.raised("t/a", 1);
  CHECK(!quieting.find("t/a"));
  quieting.hear(2, noon + seconds{70});  // another minute
  for (int i = 0; i < 5; ++i) quieting.raised("t/a", 1);
  CHECK(!quieting.find("t/a"));
  quieting.raised("t/a", 1);
  REQUIRE(quieting.find("t/a"));
  CHECK(quieting.find("t/a")->because == "it raised 6 alerts within a minute");
  quieting.hear(3, noon + seconds{200});
  CHECK(!quieting.find("t/a"));
}

TEST_CASE("rules that are never to be quieted are not", "[quieting]") {
  Quieting quieting({.share = 0.01, .of_last = 100, .never = {"t/storm"}});
  pour(quieting, 1, 500, 1);
  CHECK(!quieting.find("t/storm"));
  Quieting off({.share = 0.01, .of_last = 100, .off = true});
  pour(off, 1, 500, 1);
  CHECK(!off.find("t/storm"));
}

TEST_CASE("a restart between any two posts changes nothing", "[quieting]") {
  const QuietOptions options{.share = 0.2, .of_last = 100, .alerts_per_minute = 1000};
  Quieting whole(options);
  pour(whole, 1, 300, 4);
  REQUIRE(whole.find("t/storm"));
  for (std::uint64_t cut = 1; cut < 300; cut += 7) {
    Quieting first(options);
    pour(first, 1, cut, 4);
    Commit commit;
    first.take_changed(commit.meta);
    test::MemoryStore store;
    const Commit* one[] = {&commit};
    REQUIRE(store.write(one));
    Quieting second(options);
    second.restore(store);
    pour(second, cut, 300, 4);
    REQUIRE(second.find("t/storm"));
    CHECK(second.find("t/storm")->since == whole.find("t/storm")->since);
    CHECK(second.find("t/storm")->matches == whole.find("t/storm")->matches);
    CHECK(second.find("t/storm")->because == whole.find("t/storm")->because);
  }
}
