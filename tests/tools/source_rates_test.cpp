#include "tools/source_rates.h"

#include <catch2/catch_test_macros.hpp>

namespace tocsin::tools {
namespace {

std::vector<SourceStatus> heard(std::uint64_t frames) {
  SourceStatus status;
  status.name = "a";
  status.frames = frames;
  return {status};
}

SourceRates::Time second(int n) {
  return SourceRates::Time(std::chrono::seconds(n));
}

}  // namespace

TEST_CASE("a rate is that of the last minute", "[source_rates]") {
  SourceRates rates;
  CHECK_FALSE(rates.of("a"));
  rates.look_at(heard(0), second(0));
  CHECK_FALSE(rates.of("a"));  // one look says nothing
  rates.look_at(heard(10), second(1));
  CHECK(rates.of("a") == 10.0);
  for (int n = 2; n <= 31; ++n) rates.look_at(heard(10), second(n));
  CHECK(rates.of("a") == 10.0 / 31);
  for (int n = 32; n <= 200; ++n) rates.look_at(heard(10), second(n));
  CHECK(rates.of("a") == 0.0);
  CHECK_FALSE(rates.of("b"));
}

}  // namespace tocsin::tools
