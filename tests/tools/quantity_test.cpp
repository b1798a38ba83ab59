#include "tools/quantity.h"

#include <catch2/catch_test_macros.hpp>

using namespace tocsin;
using namespace tocsin::tools;
using namespace std::chrono_literals;

TEST_CASE("durations are a whole number and a unit", "[quantity]") {
  CHECK(parse_duration("90s") == 90s);
  CHECK(parse_duration("30 m") == 30min);
  CHECK(parse_duration("30d") == 720h);
  for (const auto* wrong : {"", "30", "d", "-1d", "1.5h", "30days", "99999999999d"})
    CHECK_FALSE(parse_duration(wrong));
}

TEST_CASE("sizes are of 1,024", "[quantity]") {
  CHECK(parse_size("512") == 512U);
  CHECK(parse_size("64MB") == 64ULL << 20);
  CHECK(parse_size("2 GiB") == 2ULL << 30);
  for (const auto* wrong : {"", "MB", "1TB2", "-1", "99999999999GB"})
    CHECK_FALSE(parse_size(wrong));
}

TEST_CASE("an address is a host and a port", "[quantity]") {
  CHECK(parse_address("127.0.0.1:8420")->port == 8420);
  CHECK(parse_address("[::1]:1")->host == "::1");
  CHECK(parse_address(":7")->host == "127.0.0.1");
  CHECK(parse_address("localhost:7")->host == "127.0.0.1");
  for (const auto* wrong : {"", "8420", "127.0.0.1:", "::1:7", "a:70000", "a:1x"})
    CHECK_FALSE(parse_address(wrong));
}

TEST_CASE("amounts are written as people read them", "[quantity]") {
  CHECK(count_text(0) == "0");
  CHECK(count_text(999) == "999");
  CHECK(count_text(1'234'567) == "1,234,567");
  CHECK(size_text(1536) == "1.5 KB");
  CHECK(duration_text(3725s) == "1 h 2 min");
  CHECK(duration_text(61s) == "1 min 1 s");
}

TEST_CASE("an age is counted in whole seconds, and is never below none", "[quantity]") {
  const auto now = instant_from_us(1'795'244'400'000'000);
  CHECK(age_of(now - 1h - 1us, now) == 3600s);
  CHECK(age_of(now, now) == 0s);
  CHECK(age_of(now + 5min, now) == 0s);
}
