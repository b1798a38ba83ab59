#include "engine/workshop/precision.h"

#include <cmath>

#include <catch2/catch_test_macros.hpp>

using namespace tocsin;

TEST_CASE("precision is the share of right verdicts, with Wilson's interval", "[precision]") {
  CHECK(!precision_of({}));
  CHECK(!precision_of({{"duplicate", 12}}));
  const auto p = precision_of({{"helped", 7}, {"no-action", 1}, {"spam", 2}, {"duplicate", 50}});
  REQUIRE(p);
  CHECK(p->n == 10);
  CHECK(p->value == 0.8);
  // Wilson's interval of 8 of 10 at 95 %: 0.490 to 0.943.
  CHECK(std::lround(p->low * 1000) == 490);
  CHECK(std::lround(p->high * 1000) == 943);
  const auto none = precision_of({{"spam", 10}});
  CHECK(none->value == 0);
  CHECK(none->low == 0);
  CHECK(none->high > 0.2);  // ten are few
}

TEST_CASE("only what is sure is suggested", "[precision]") {
  const Verdicts bad{{"helped", 3}, {"spam", 21}};
  const Verdicts good{{"helped", 40}, {"spam", 3}};
  CHECK(suggest(RuleStatus::live, 100, bad)->what == "demote");
  CHECK(suggest(RuleStatus::live, 100, bad)->because.starts_with("13 % of 24 verdicts were right"));
  CHECK(!suggest(RuleStatus::live, 100, good));
  CHECK(!suggest(RuleStatus::live, 100, {{"spam", 9}}));  // too few
  CHECK(!suggest(RuleStatus::live, 100, {{"helped", 10}, {"spam", 12}}));
  CHECK(suggest(RuleStatus::shadow, 5, good)->what == "promote");
  CHECK(!suggest(RuleStatus::shadow, 100, bad));
  CHECK(suggest(RuleStatus::shadow, 100, {})->what == "promote");
  CHECK(!suggest(RuleStatus::shadow, 10, {}));
  CHECK(!suggest(RuleStatus::shadow, 1'000'000, {}));
  CHECK(!suggest(RuleStatus::retired, 100, good));
}
