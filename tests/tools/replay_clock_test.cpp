#include "tools/replay_clock.h"

#include <catch2/catch_test_macros.hpp>

using namespace tocsin;
using namespace tocsin::tools;

namespace {

RawBatch batch_of(Wire wire, std::initializer_list<std::string_view> frames) {
  RawBatch batch;
  batch.wire = wire;
  for (const auto frame : frames) batch.add(frame);
  return batch;
}

}  // namespace

TEST_CASE("the replay's clock follows the latest time that was recorded", "[replay_clock]") {
  ReplayClock clock(instant_from_us(5));
  CHECK(clock.now() == instant_from_us(5));
  clock.hear(batch_of(Wire::jetstream, {R"({"did":"d","time_us":90})", R"({"time_us":70})"}));
  CHECK(clock.now() == instant_from_us(90));
  clock.hear(batch_of(Wire::jetstream, {R"({"time_us":80})", "no time", R"({"time_us":"x"})"}));
  CHECK(clock.now() == instant_from_us(90));
}

TEST_CASE("a post's time is its own, not its author's", "[replay_clock]") {
  const auto at = recorded_time(
      Wire::posts,
      R"({"author":{"created_at":"2019-01-01T00:00:00Z"},"created_at" : "2026-11-21T10:00:00Z"})");
  REQUIRE(at);
  CHECK(us_of(*at) == 1'795'255'200'000'000);
  CHECK_FALSE(recorded_time(Wire::posts, R"({"created_at":"soon"})"));
  CHECK_FALSE(recorded_time(Wire::posts, "{}"));
}
