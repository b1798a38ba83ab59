#include "engine/time.h"

#include <string>

#include <catch2/catch_test_macros.hpp>

using namespace tocsin;

namespace {

bool parse(const std::string& text, std::int64_t& us) {
  Instant at;
  if (!parse_rfc3339(text.data(), text.data() + text.size(), at)) return false;
  us = us_of(at);
  return true;
}

}  // namespace

TEST_CASE("times of RFC 3339 are read to the microsecond, in any zone", "[time]") {
  for (const auto& [text, expected] :
       {std::pair{"1970-01-01T00:00:00Z", 0L}, std::pair{"1969-12-31T23:59:59.999999Z", -1L},
        std::pair{"2026-11-21T10:00:00.123Z", 1795255200123000L},
        std::pair{"2026-11-21t10:00:00.123456789z", 1795255200123456L},
        std::pair{"2026-11-21 12:00:00+02:00", 1795255200000000L},
        std::pair{"2026-11-21T04:30:00-05:30", 1795255200000000L},
        std::pair{"2024-02-29T00:00:00Z", 1709164800000000L},
        std::pair{"2016-12-31T23:59:60Z", 1483228800000000L}}) {
    INFO(text);
    std::int64_t us = 0;
    REQUIRE(parse(text, us));
    CHECK(us == expected);
  }
}

TEST_CASE("any byte of a time that is out of its place makes it none", "[time]") {
  const std::string good = "2026-11-21T10:00:00.5+02:00";
  std::int64_t us = 0;
  REQUIRE(parse(good, us));
  for (std::size_t i = 0; i < good.size(); ++i)
    for (const char c : {'/', ':', '-', '.', 'x', ' ', '\0', '\x80', '\xff'}) {
      std::string bad = good;
      if (bad[i] == c || (i == 10 && c == ' ') || (i == 21 && c == '-')) continue;
      bad[i] = c;
      INFO(i << " " << bad);
      CHECK_FALSE(parse(bad, us));
    }
  for (std::size_t size = 0; size < good.size(); ++size)
    CHECK_FALSE(parse(good.substr(0, size), us));
  CHECK_FALSE(parse(good + "0", us));
}

TEST_CASE("fields out of range make no time", "[time]") {
  std::int64_t us = 0;
  for (const auto* text :
       {"2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00+00:60", "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00.5", "2026-01-01", ""}) {
    INFO(text);
    CHECK_FALSE(parse(text, us));
  }
}
