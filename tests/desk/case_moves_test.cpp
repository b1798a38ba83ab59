#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/desk/desk_line.h"

using namespace tocsin;
using namespace tocsin::test;

namespace {

const Actor ben = actor("ben");

CaseId a_case(const std::string& conversation) {
  return case_id("acme", "test", conversation);
}

ActionAnswer merge(DeskLine& desk, CaseId from, CaseId into) {
  std::optional<ActionAnswer> told;
  desk.line.judge().merge({from, into, ben, {}}, [&](const ActionAnswer& a) { told = a; });
  desk.line.keep();
  return told.value();
}
ActionAnswer split(DeskLine& desk, CaseId from, std::vector<std::string> posts) {
  std::optional<ActionAnswer> told;
  desk.line.judge().split({from, std::move(posts), ben, {}},
                          [&](const ActionAnswer& a) { told = a; });
  desk.line.keep();
  return told.value();
}
Case kept(const DeskLine& desk, CaseId id) {
  return desk.line.store.find_case(id).value();
}
std::uint32_t open_cases(const DeskLine& desk, const std::string& author) {
  return desk.line.store.author(author_key("test", author))->open_cases;
}

}  // namespace

TEST_CASE("two cases become one: what was found, and what comes, goes to the other", "[desk]") {
  DeskLine desk;
  const auto one = desk.raise("1", "a1"), two = desk.raise("2", "a2");
  desk.ask(ActionKind::claim, one, ben);
  const auto before = desk.line.store.last_seq();
  REQUIRE(why(merge(desk, a_case("1"), a_case("2"))) == "done");
  CHECK(kinds(desk.line.store.events(before, 10)) ==
        std::vector<std::string>{"alert.dismissed", "alert.updated", "case.merged"});
  CHECK(desk.alert(one).state == AlertState::dismissed);
  CHECK(desk.alert(one).desk.outcome == "duplicate");
  CHECK(desk.alert(two).findings.size() == 2);
  CHECK(desk.alert(two).desk.assignee.user == "u_ben");
  CHECK(kept(desk, a_case("2")).posts.size() == 2);
  CHECK(kept(desk, a_case("1")).merged_into == a_case("2"));
  CHECK(open_cases(desk, "a1") == 0);

  if (GENERATE(false, true)) desk.restart();
  desk.line.hear({"p|5|3|a1|acme is slow|1"});
  CHECK(desk.alert(two).finding_count == 3);
  CHECK(kept(desk, a_case("2")).posts.size() == 3);
  desk.line.hear({"d|6|1||"});
  CHECK(desk.alert(two).findings.size() == 2);
  CHECK(kept(desk, a_case("2")).gone_count == 1);

  SECTION("again is the same; elsewhere is refused; not in a circle") {
    const auto seq = desk.line.store.last_seq();
    CHECK(merge(desk, a_case("1"), a_case("2")).in_case == a_case("2"));
    CHECK(desk.line.store.last_seq() == seq);
    CHECK(merge(desk, a_case("2"), a_case("1")).refused->why == WhyNot::conflict);
    CHECK(merge(desk, a_case("2"), a_case("2")).refused->why == WhyNot::invalid);
    CHECK(merge(desk, a_case("2"), a_case("9")).refused->why == WhyNot::unknown);
    CHECK(desk.ask(ActionKind::reopen, one, ben).refused->why == WhyNot::conflict);
  }
  SECTION("chains lead to their end") {
    desk.raise("9", "a9");
    REQUIRE(why(merge(desk, a_case("2"), a_case("9"))) == "done");
    desk.line.hear({"p|7|4|a1|acme is broken|1"});
    CHECK(kept(desk, a_case("9")).merged == std::vector<CaseId>{a_case("2"), a_case("1")});
    CHECK(desk.alert(alert_id(a_case("9"), 1)).finding_count >= 4);
  }
}

TEST_CASE("an ended case opens again when an open one becomes part of it", "[desk]") {
  DeskLine desk;
  desk.raise("1", "a1");
  const auto two = desk.raise("2", "a2");
  desk.ask(ActionKind::resolve, two, ben);
  merge(desk, a_case("1"), a_case("2"));
  CHECK(desk.alert(two).state == AlertState::open);
  CHECK(open_cases(desk, "a2") == 1);
}

TEST_CASE("posts are taken out into a case of their own", "[desk]") {
  DeskLine desk;
  const auto one = desk.raise("1", "a1");
  desk.line.hear({"p|2|2|a2|acme is slow|1", "p|3|3|a3|acme hello|1"});
  const auto before = desk.line.store.last_seq();
  const auto answer = split(desk, a_case("1"), {"2"});
  REQUIRE(why(answer) == "done");
  CHECK(kinds(desk.line.store.events(before, 10)) ==
        std::vector<std::string>{"alert.raised", "alert.updated", "case.split"});
  CHECK(kept(desk, answer.in_case).posts == std::vector{post_key("test", "2")});
  CHECK(kept(desk, a_case("1")).post_count == 2);
  const auto fresh = desk.alert(alert_id(answer.in_case, 1));
  CHECK(fresh.findings.size() == 1);
  CHECK(fresh.author == author_key("test", "a2"));
  CHECK(desk.alert(one).findings.size() == 1);
  CHECK(open_cases(desk, "a2") == 1);

  if (GENERATE(false, true)) desk.restart();
  // The post's own fate follows it.
  desk.line.hear({"p|5|2|a2|acme is fine|1"});
  CHECK(desk.alert(fresh.id).state == AlertState::withdrawn);
  CHECK(desk.alert(one).findings.size() == 1);
  // Others of the conversation stay where they were.
  desk.line.hear({"p|6|4|a2|acme is broken|1"});
  CHECK(desk.alert(one).findings.size() == 2);

  CHECK(split(desk, a_case("1"), {"2"}).in_case == answer.in_case);
  CHECK(split(desk, a_case("1"), {"2", "3"}).refused->why == WhyNot::conflict);
  CHECK(split(desk, a_case("1"), {"77"}).refused->why == WhyNot::invalid);
  CHECK(split(desk, a_case("1"), {"1", "3", "4"}).refused->why == WhyNot::invalid);
  CHECK(split(desk, a_case("1"), {}).refused->why == WhyNot::invalid);
}

TEST_CASE("what is split off and merged again can be split again", "[desk]") {
  DeskLine desk;
  desk.raise("1", "a1");
  desk.line.hear({"p|2|2|a2|acme is slow|1", "p|3|3|a3|acme is slow|1"});
  const auto first = split(desk, a_case("1"), {"2"}).in_case;
  const auto second = split(desk, a_case("1"), {"3"}).in_case;
  CHECK(first != second);
  REQUIRE(why(merge(desk, first, second)) == "done");
  CHECK(kept(desk, second).posts.size() == 2);
  CHECK(kept(desk, a_case("1")).posts.size() == 1);
  // All the way back, and out again.
  REQUIRE(why(merge(desk, second, a_case("1"))) == "done");
  CHECK(kept(desk, a_case("1")).split.empty());
  desk.line.hear({"p|5|2|a2|acme is broken and slow|1"});
  CHECK(desk.alert(alert_id(a_case("1"), 1)).findings.size() == 4);
  const auto third = split(desk, a_case("1"), {"2"}).in_case;
  CHECK(third != first);
  CHECK(kept(desk, third).posts == std::vector{post_key("test", "2")});
}
