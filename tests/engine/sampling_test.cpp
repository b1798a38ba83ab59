#include "engine/judge/sampling.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

using namespace tocsin;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t per_hour = 60 << 20;
constexpr std::size_t post_bytes = 1 << 10;
constexpr Instant start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}};

/// As evenly spread as the hashes that keys are (SplitMix64).
PostKey key_numbered(std::uint64_t n) {
  n *= 0x9e3779b97f4a7c15u;
  n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9u;
  n = (n ^ n >> 27) * 0x94d049bb133111ebu;
  return PostKey{n ^ n >> 31};
}

struct Kept {
  std::uint64_t posts = 0;
  double stands_for = 0;
};

/// So many posts, evenly over a time.
Kept offer(Sampling& sampling, std::uint64_t count, Instant from, Micros over) {
  Kept kept;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto at = from + over * static_cast<std::int64_t>(i) / static_cast<std::int64_t>(count);
    const float rate = sampling.decide(key_numbered(i + 1), post_bytes, at);
    if (rate == 0) continue;
    ++kept.posts;
    kept.stands_for += 1.0 / static_cast<double>(rate);
  }
  return kept;
}

}  // namespace

TEST_CASE("within its budget every post is kept", "[sampling]") {
  Sampling sampling(per_hour);
  CHECK(offer(sampling, 59 << 10, start, 1h).posts == 59 << 10);
}

TEST_CASE("above the budget the posts that are kept stand for all", "[sampling]") {
  Sampling sampling(per_hour);
  const std::uint64_t count = 20 * (60 << 10);
  const auto kept = offer(sampling, count, start, 1h);
  CHECK(kept.posts * post_bytes < per_hour * 5 / 4);
  CHECK(kept.posts * post_bytes > per_hour / 2);
  CHECK_THAT(kept.stands_for / static_cast<double>(count), Catch::Matchers::WithinAbs(1.0, 0.05));
}

TEST_CASE("a storm takes little from the quiet hour after it", "[sampling]") {
  Sampling sampling(per_hour);
  const auto storm = offer(sampling, 1'000'000, start, 1s);
  CHECK(storm.posts * post_bytes <= per_hour / 6 + per_hour / 360);
  CHECK(storm.posts > 0);
  offer(sampling, 1, start + 10min, 1us);
  CHECK(offer(sampling, 10 << 10, start + 20min, 20min).posts == 10 << 10);
}

TEST_CASE("a sampling that is restored decides as the one that was saved", "[sampling]") {
  Sampling one(per_hour);
  offer(one, 300'000, start, 1min);
  Sampling two(per_hour);
  two.restore(one.saved());
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    const auto at = start + 1min + Micros{static_cast<std::int64_t>(i)};
    REQUIRE(one.decide(key_numbered(i), post_bytes, at) ==
            two.decide(key_numbered(i), post_bytes, at));
  }
}

TEST_CASE("what is not a saved sampling is ignored", "[sampling]") {
  Sampling sampling(per_hour);
  for (const auto* text : {"", "x", "12", "12 x"}) sampling.restore(text);
  CHECK(sampling.decide(key_numbered(1), post_bytes, start) == 1.0F);
}
