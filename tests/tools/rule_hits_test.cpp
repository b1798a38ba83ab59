#include "tools/rule_hits.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/storage/store_fixture.h"

using namespace tocsin;
using namespace tocsin::tools;
using std::chrono::hours;

namespace {

struct SetClock final : Clock {
  Instant at = instant_from_us(1'700'000'000'000'000);
  Instant now() const override { return at; }
};

void count(RocksStore& store, const char* rule, Instant at, std::int64_t by) {
  static std::uint64_t number = 0;
  Commit commit;
  commit.number = ++number;
  const auto hour = std::chrono::floor<hours>(at).time_since_epoch().count();
  commit.rollups = {{std::string("findings/") + rule, hour, by}, {"posts/deleted", hour, 100}};
  test::must_write(store, commit);
}

}  // namespace

TEST_CASE("a rule's hits are those of 30 days of stream time, the current hour's too",
          "[rule_hits]") {
  const test::TempFolder folder;
  const auto store = test::opened(folder);
  SetClock clock;
  const RuleHits hits(*store, clock);
  // The stream may be long past the wall clock's reach: a recording.
  Instant stream = clock.at - hours(24 * 400);
  count(*store, "p/a", stream - hours(24 * 40), 1000);
  count(*store, "p/a", stream - hours(24 * 29), 20);
  count(*store, "p/a", stream - hours(1), 3);
  count(*store, "p/a", stream, 1);
  count(*store, "p/ab", stream, 5);
  CHECK(hits.of("p/a", stream).hits == 24);
  CHECK(hits.of("p/ab", stream).hits == 5);
  CHECK(hits.of("p/none", stream).hits == 0);

  count(*store, "p/a", stream, 1);
  CHECK(hits.of("p/a", stream).hits == 24);
  clock.at += std::chrono::seconds(1);
  CHECK(hits.of("p/a", stream).hits == 25);

  // What the hour before still brings counts although the stream has gone on.
  stream += hours(1);
  CHECK(hits.of("p/a", stream).hits == 25);
  count(*store, "p/a", stream - hours(1), 1);
  clock.at += std::chrono::seconds(1);
  CHECK(hits.of("p/a", stream).hits == 26);
  CHECK(hits.of("p/a", stream + hours(24 * 31)).hits == 0);
}
