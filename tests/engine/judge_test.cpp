#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/support/small_line.h"

using namespace tocsin;
using namespace tocsin::test;
using namespace std::chrono_literals;
using Names = std::vector<std::string>;

namespace {
WordBook book() {
  return WordBook({{"t/broken", "broken"},
                   {"t/leave", "leaving", "churn", Severity::high, 40},
                   {"t/quiet", "meh", "complaint", Severity::low, 10, RuleStatus::shadow},
                   {"t/once", "slow", "complaint", Severity::low, 10, RuleStatus::live,
                    RuleLimit{1, LimitBy::author, 1h}},
                   {"t/again", "still", "complaint", Severity::high, 40, RuleStatus::live, {}, 2}},
                  {"acme", "zeta"}, "us");
}
}  // namespace

TEST_CASE("the first finding in a conversation raises an alert, a later one updates it",
          "[judge]") {
  SmallLine line(book());
  CHECK(kinds(line.hear({"p|0|1|ann|acme is broken"})) == Names{"alert.raised"});
  CHECK(kinds(line.hear({"p|1|2|bob|leaving acme|1"})) == Names{"alert.updated"});
  REQUIRE(line.alerts().size() == 1);
  const auto alert = line.alerts().front();
  CHECK(alert.rule == "t/leave");
  CHECK(alert.severity == Severity::high);
  CHECK(alert.signals == Names{"churn", "complaint"});
  CHECK(alert.risk == 60);
  CHECK(alert.version == 2);
  CHECK(alert.due - alert.raised == 1h);
  CHECK(line.store.find_case(alert.owner_case)->posts.size() == 2);
}

TEST_CASE("a post that speaks of two brands is a case with each", "[judge]") {
  SmallLine line(book());
  line.hear({"p|0|1|ann|acme and zeta are broken"});
  REQUIRE(line.alerts().size() == 2);
  CHECK(line.alerts()[0].brand == "acme");
  CHECK(line.alerts()[1].brand == "zeta");
  CHECK(line.alerts()[0].owner_case != line.alerts()[1].owner_case);
}

TEST_CASE("without a brand in the post the alert's brand is default", "[judge]") {
  SmallLine line(book());
  line.hear({"p|0|1|ann|it is broken"});
  REQUIRE(line.alerts().size() == 1);
  CHECK(line.alerts().front().brand == "default");
}

TEST_CASE("a post that is delivered again changes nothing", "[judge]") {
  SmallLine line(book());
  line.hear({"p|0|1|ann|acme is broken"});
  CHECK(line.hear({"p|0|1|ann|acme is broken"}).empty());
  CHECK(line.totals().repeats == 1);
  line.restart();
  CHECK(line.hear({"p|0|1|ann|acme is broken"}).empty());
  CHECK(line.alerts().size() == 1);
}

TEST_CASE("an edit that loses its finding withdraws the alert", "[judge]") {
  SmallLine line(book());
  line.hear({"p|0|1|ann|acme is broken"});
  SECTION("where the source says that it is an edit") {
    CHECK(kinds(line.hear({"e|1|1|ann|acme is fine"})) == Names{"post.edited", "alert.withdrawn"});
  }
  SECTION("where only the known id says so, and nothing is found in the new text") {
    CHECK(kinds(line.hear({"p|1|1|ann|all is fine"})) == Names{"post.edited", "alert.withdrawn"});
  }
  CHECK(line.alerts().front().state == AlertState::withdrawn);
  CHECK(line.totals().edits == 1);
}

TEST_CASE("an edit that keeps a finding updates the alert with the new version", "[judge]") {
  SmallLine line(book());
  line.hear({"p|0|1|ann|acme is broken"});
  CHECK(kinds(line.hear({"e|1|1|ann|acme is broken, I am leaving"})) ==
        Names{"post.edited", "alert.updated"});
  const auto alert = line.alerts().front();
  CHECK(alert.findings.size() == 2);
  CHECK(alert.findings.front().post_version == 2);
  CHECK(line.store.post(alert.post)->version == 2);
}

TEST_CASE("a rule's limit does not take the finding from a post that was edited", "[judge]") {
  SmallLine line(book());
  line.hear({"p|0|1|ann|acme is slow"});
  CHECK(kinds(line.hear({"e|1|1|ann|acme is so slow"})) == Names{"post.edited", "alert.updated"});
}

TEST_CASE("a deleted post loses its text, and the alert that had nothing else is withdrawn",
          "[judge]") {
  SmallLine line(book());
  line.hear({"p|0|1|ann|acme is broken"});
  CHECK(kinds(line.hear({"d|1|1||"})) == Names{"post.deleted", "alert.withdrawn"});
  const auto kept = line.store.post(post_key("test", "1"));
  REQUIRE(kept);
  CHECK(kept->gone == Gone::deleted);
  CHECK(kept->post.text.empty());
  CHECK(line.alerts().front().ended_because == "post deleted");
  CHECK(line.alerts().front().findings.front().spans.empty());
}

TEST_CASE("a deleted post takes only its own findings from an alert", "[judge]") {
  SmallLine line(book());
  line.hear({"p|0|1|ann|acme is broken", "p|0|2|bob|leaving acme|1"});
  CHECK(kinds(line.hear({"d|1|2||"})) == Names{"post.deleted", "alert.updated"});
  CHECK(line.alerts().front().rule == "t/broken");
  CHECK(line.alerts().front().state == AlertState::open);
}

TEST_CASE("a post that comes behind its own retraction is not kept", "[judge]") {
  SmallLine line(book());
  line.hear({"d|0|1||"});
  const bool restarted = GENERATE(false, true);
  if (restarted) line.restart();
  CHECK(line.hear({"p|1|1|ann|acme is broken"}).empty());
  CHECK(line.totals().after_retraction == 1);
  CHECK_FALSE(line.store.post(post_key("test", "1")));
}

TEST_CASE("a deletion of what was not seen is remembered as long as one of what was kept",
          "[judge]") {
  SmallLine line(book());
  line.hear({"d|0|1||", "d|0|2||"});
  line.hear({"p|1440|3|ann|all is well", "d|1440|1||"});  // a day later it is told again
  line.restart();
  const int days = 24 * 60;
  CHECK(line.hear({"p|" + std::to_string(30 * days - 1) + "|1|ann|acme is broken"}).empty());
  CHECK(line.totals().after_retraction == 1);
  CHECK(line.hear({"p|" + std::to_string(30 * days) + "|2|bob|acme is broken"}).size() == 1);
}

TEST_CASE("of too many to remember the oldest goes early, and is counted", "[expiring_state]") {
  ExpiringState state("gone/", 3);
  const auto at = PlainDecoder::start;
  for (std::uint64_t key = 1; key <= 5; ++key) state.set(key, {}, at + std::chrono::minutes{key});
  CHECK(state.size() == 3);
  CHECK(state.forgotten() == 2);
  CHECK_FALSE(state.expires(2));
  CHECK(state.expires(3) == at + 3min);
  std::vector<std::pair<std::string, std::string>> records;
  state.take_changed(records);
  ExpiringState again("gone/", 3);
  for (const auto& [name, value] : records) again.restore(name, value);
  again.restored();
  CHECK(again.size() == 3);
  CHECK(again.expires(5) == at + 5min);
  again.expire(at + 4min);
  CHECK(again.size() == 1);
}

TEST_CASE("a post that cannot be searched is kept and flagged, and takes no other with it",
          "[judge]") {
  SmallLine line(book());
  const auto events = line.hear({"p|0|1|ann|acme is broken", "p|0|2|bob|acme is unsearchable|1",
                                 "p|0|3|cid|nothing of interest", "p|0|4|dan|broken, acme"});
  CHECK(kinds(events) == Names{"alert.raised", "alert.raised"});
  const auto kept = line.store.post(post_key("test", "2"));
  REQUIRE(kept);
  CHECK(kept->unscanned);
  CHECK(kept->findings.empty());
  CHECK(kept->kept_rate == 1);
  CHECK_FALSE(line.store.post(post_key("test", "1"))->unscanned);
  CHECK_FALSE(line.store.post(post_key("test", "3")));
  CHECK(line.totals().unscanned == 1);
  CHECK(line.totals().rejected.empty());
  line.hear({"p|0|2|bob|acme is unsearchable|1"});
  CHECK(line.totals().repeats == 1);
  line.hear({"p|1|2|bob|acme is broken|1"});  // an edit that can be: as any other
  CHECK_FALSE(line.store.post(post_key("test", "2"))->unscanned);
}

TEST_CASE("an edit that cannot be searched takes nothing from its case", "[judge]") {
  SmallLine line(book());
  line.hear({"p|0|1|ann|acme is broken"});
  CHECK(kinds(line.hear({"p|1|1|ann|unsearchable now"})) == Names{"post.edited"});
  const auto kept = line.store.post(post_key("test", "1"));
  REQUIRE(kept);
  CHECK(kept->unscanned);
  CHECK(kept->post.text == "unsearchable now");
  CHECK(kept->cases.size() == 1);
  CHECK(line.alerts().front().state == AlertState::open);
  CHECK(kinds(line.hear({"p|2|1|ann|all is well"})) == Names{"post.edited", "alert.withdrawn"});
}

TEST_CASE("a post delivered again after its deletion does not bring the text back", "[judge]") {
  SmallLine line(book());
  line.hear({"p|0|1|ann|acme is broken", "d|1|1||"});
  line.restart();
  CHECK(line.hear({"p|0|1|ann|acme is broken"}).empty());
  CHECK(line.store.post(post_key("test", "1"))->post.text.empty());
}

TEST_CASE("an account that is gone takes the text of all its posts", "[judge]") {
  SmallLine line(book());
  line.hear({"p|0|1|ann|acme is broken", "p|0|2|ann|hello acme", "p|0|3|bob|acme is broken"});
  CHECK(kinds(line.hear({"g|1||ann|"})) == Names{"post.deleted", "alert.withdrawn"});
  CHECK(line.store.post(post_key("test", "1"))->post.text.empty());
  CHECK(line.store.post(post_key("test", "2"))->post.text.empty());
  CHECK_FALSE(line.store.post(post_key("test", "3"))->post.text.empty());
}

TEST_CASE("a shadow rule's finding is kept and raises nothing", "[judge]") {
  SmallLine line(book());
  CHECK(line.hear({"p|0|1|ann|acme is meh"}).empty());
  CHECK(line.totals().shadow == 1);
  REQUIRE(line.store.post(post_key("test", "1")));
  CHECK(line.store.post(post_key("test", "1"))->findings.front().shadow);
}

TEST_CASE("over its limit a rule counts and raises nothing", "[judge]") {
  SmallLine line(book());
  CHECK(line.hear({"p|0|1|ann|acme is slow"}).size() == 1);
  CHECK(line.hear({"p|30|2|ann|acme is slow again"}).empty());
  CHECK(line.hear({"p|30|3|bob|acme is slow"}).size() == 1);
  line.restart();
  CHECK(line.hear({"p|59|4|ann|acme is slow as ever"}).empty());
  CHECK(line.hear({"p|60|5|ann|acme is slow, an hour later"}).size() == 1);
  CHECK(line.totals().limited == 1);
}

TEST_CASE("a repost never raises by itself", "[judge]") {
  SmallLine line(book());
  CHECK(line.hear({"r|0|1|ann|acme is broken"}).empty());
  CHECK(line.totals().reposts == 1);
}

TEST_CASE("a condition on history sees what was said before this post", "[judge]") {
  SmallLine line(book());
  CHECK(line.hear({"p|0|1|ann|acme still hums"}).empty());
  line.hear({"p|1|2|ann|acme broken", "p|2|3|ann|acme broken twice"});
  const auto events = line.hear({"p|3|4|ann|acme still hums"});
  REQUIRE(kinds(events) == Names{"alert.raised"});
  CHECK(events.front().alert->why.back().because == "third complaint in 30 days");
}

TEST_CASE("a post of ours raises nothing and answers its conversation", "[judge]") {
  SmallLine line(book());
  line.hear({"p|0|1|ann|acme is broken"});
  CHECK(kinds(line.hear({"p|5|2|us|acme broken? we look into it|1"})) == Names{"case.answered"});
  const auto c = line.store.find_case(line.alerts().front().owner_case);
  REQUIRE(c->answered);
  CHECK(*c->answered == PlainDecoder::start + 5min);
}

TEST_CASE("a re-delivered old version does not undo an edit", "[judge]") {
  SmallLine line(book());
  line.hear({"c|0|1|ann|acme is broken"});
  line.hear({"c|0|9|zoe|hello", "e|1|1|ann|acme is leaving"});
  CHECK(line.hear({"c|0|1|ann|acme is broken"}).empty());
  CHECK(line.store.post(post_key("test", "1"))->post.text == "acme is leaving");
}

TEST_CASE("feed numbers are dense and go on after a restart", "[judge]") {
  SmallLine line(book());
  line.hear({"p|0|1|ann|acme is broken", "p|0|2|bob|acme is broken"});
  line.restart();
  line.hear({"p|0|3|cyd|acme is broken"});
  std::uint64_t expected = 0;
  for (const auto& e : line.store.events(0, 100)) CHECK(e.seq == ++expected);
  CHECK(expected == 3);
}

TEST_CASE("a rejected frame is counted by reason, kept with its bytes, and stops nothing",
          "[judge]") {
  SmallLine line(book());
  CHECK(line.hear({"!|nonsense", "p|0|1|ann|acme is broken"}).size() == 1);
  CHECK(line.totals().rejected.at(RejectReason::not_json) == 1);
  std::vector<std::string> letters;
  line.store.each_dead_letter([&](const DeadLetter& l) { letters.push_back(l.bytes); });
  CHECK(letters == Names{"!|nonsense"});
}
