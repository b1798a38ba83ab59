#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "engine/desk/bounds.h"
#include "tests/desk/desk_line.h"

using namespace tocsin;
using namespace tocsin::test;
using namespace std::chrono_literals;

namespace {

const Actor ben = actor("ben");
const Actor dana = actor("dana");
const Actor lea = actor("lea", Role::lead);

std::vector<std::string> told(const Store& store, AlertId id) {
  std::vector<std::string> lines;
  for (const auto& line : store.desk()->timeline(store.alert(id)->owner_case, 100))
    lines.push_back(line.kind + (line.by.name.empty() ? "" : " by " + line.by.name) +
                    (line.undone ? " (undone)" : ""));
  return lines;
}

std::uint32_t open_cases(const DeskLine& desk, const std::string& author = "a1") {
  return desk.line.store.author(author_key("test", author))->open_cases;
}

}  // namespace

TEST_CASE("of two claims at once one wins, and the other is told who and when", "[desk]") {
  DeskLine desk;
  const auto id = desk.raise("1");
  std::vector<std::string> answers;
  const auto note = [&](const ActionAnswer& answer) { answers.push_back(why(answer)); };
  desk.line.judge().act(action(ActionKind::claim, id, ben), note);
  desk.line.judge().act(action(ActionKind::claim, id, dana), note);
  CHECK(answers.empty());  // nobody hears of what is not durable
  desk.line.keep();
  CHECK(answers == std::vector<std::string>{"done", "claimed by ben 0 s ago"});
  CHECK(desk.alert(id).desk.assignee.user == "u_ben");
}

TEST_CASE("what the line does not keep is answered as not known", "[desk]") {
  DeskLine desk;
  const auto id = desk.raise("1");
  bool unavailable = false;
  desk.line.judge().act(action(ActionKind::claim, id, ben),
                        [&](const ActionAnswer& answer) { unavailable = answer.unavailable; });
  const auto commit = desk.line.judge().take_commit();
  for (auto& [done, result] : commit->waiting) done({});
  CHECK(unavailable);
}

TEST_CASE("an action is told on the feed, with who did it, and stands in timeline and audit",
          "[desk]") {
  DeskLine desk;
  const auto id = desk.raise("1");
  desk.line.judge().act(action(ActionKind::claim, id, ben), [](const ActionAnswer&) {});
  const auto commit = desk.line.judge().take_commit();
  CHECK(commit->must_sync);
  REQUIRE(commit->audit.size() == 1);
  CHECK(commit->audit[0].action == "alert.claim");
  CHECK(commit->audit[0].target == to_string(id));
  REQUIRE(commit->events.size() == 1);
  CHECK(commit->events[0].by.name == "ben");
  CHECK(commit->events[0].alert->desk.assignee.name == "ben");
  CHECK(commit->desk->timeline.at(0).kind == "claimed");
  CHECK(commit->desk->deeds.size() == 1);
}

TEST_CASE("the same key is the same action, also after a restart", "[desk]") {
  DeskLine desk;
  const auto id = desk.raise("1");
  auto asked = action(ActionKind::note, id, ben);
  asked.key = "k1";
  const auto first = desk.ask(asked);
  const bool restarted = GENERATE(false, true);
  if (restarted) desk.restart();
  const auto again = desk.ask(asked);
  CHECK(again.action == first.action);
  CHECK(again.seq == first.seq);
  CHECK(again.undo_until == first.undo_until);
  CHECK(desk.alert(id).desk.notes == 1);
  asked.text = "something else";
  CHECK(desk.ask(asked).refused->why == WhyNot::invalid);
  // Another's key is another key.
  asked.by = dana;
  CHECK(why(desk.ask(asked)) == "done");
}

TEST_CASE("without a key, done twice is done once", "[desk]") {
  DeskLine desk;
  const auto id = desk.raise("1");
  desk.ask(ActionKind::claim, id, ben);
  const auto seq = desk.line.store.last_seq();
  const auto again = desk.ask(ActionKind::claim, id, ben);
  CHECK(why(again) == "done");
  CHECK(again.action.empty());
  CHECK(again.seq == seq);
  CHECK(desk.line.store.last_seq() == seq);
}

TEST_CASE("an acknowledgement that nothing follows moves on, once", "[desk]") {
  DeskLine desk;
  const auto id = desk.raise("1");
  desk.ask(ActionKind::ack, id, ben);
  const bool restarted = GENERATE(false, true);
  if (restarted) desk.restart();
  CHECK(desk.wait(59min).empty());
  CHECK(kinds(desk.wait(1min)) == std::vector<std::string>{"alert.escalated"});
  CHECK(desk.alert(id).desk.assignee.user.empty());
  if (restarted) desk.restart();
  CHECK(desk.wait(24h).empty());
  CHECK(told(desk.line.store, id) == std::vector<std::string>{"acked by ben", "escalated"});
}

TEST_CASE("what is snoozed wakes; what is followed up opens again", "[desk]") {
  DeskLine desk;
  const auto id = desk.raise("1");
  desk.ask(ActionKind::snooze, id, ben);
  CHECK(desk.alert(id).state == AlertState::snoozed);
  desk.restart();
  CHECK(kinds(desk.wait(1h)) == std::vector<std::string>{"alert.reopened"});
  CHECK(desk.alert(id).state == AlertState::open);

  desk.ask(ActionKind::follow_up, id, ben);
  desk.ask(ActionKind::resolve, id, ben);
  CHECK(open_cases(desk) == 0);
  CHECK(kinds(desk.wait(1h)) == std::vector<std::string>{"alert.reopened"});
  CHECK(desk.alert(id).state == AlertState::open);
  CHECK(open_cases(desk) == 1);
}

TEST_CASE("a timer that lost its sense does not ring", "[desk]") {
  DeskLine desk;
  const auto id = desk.raise("1");
  desk.ask(ActionKind::snooze, id, ben);
  desk.line.hear({"d|9|1||"});
  CHECK(desk.alert(id).state == AlertState::withdrawn);
  CHECK(desk.wait(2h).empty());
}

TEST_CASE("a verdict is counted for each rule, and the case with its author", "[desk]") {
  DeskLine desk;
  const auto id = desk.raise("1", "a1", "acme is broken and slow");
  CHECK(open_cases(desk) == 1);
  auto asked = action(ActionKind::resolve, id, ben);
  asked.text = "gave a refund";
  const auto answer = desk.ask(asked);
  CHECK(open_cases(desk) == 0);
  CHECK(desk.line.store.counted("verdict/t/broken/helped") == 1);
  CHECK(desk.line.store.counted("verdict/t/slow/helped") == 1);
  CHECK(desk.alert(id).ended_because == "helped");
  CHECK(told(desk.line.store, id) == std::vector<std::string>{"resolved by ben", "noted by ben"});

  SECTION("an undo takes them back") {
    CHECK(why(desk.undo(answer.action, ben)) == "done");
    CHECK(open_cases(desk) == 1);
    CHECK(desk.line.store.counted("verdict/t/broken/helped") == 0);
    CHECK(desk.alert(id).ended == Instant{});
  }
  SECTION("so does who opens it again") {
    CHECK(why(desk.ask(ActionKind::reopen, id, dana)) == "done");
    CHECK(open_cases(desk) == 1);
    CHECK(desk.line.store.counted("verdict/t/broken/helped") == 0);
  }
  SECTION("a new finding opens it, and the verdict stands") {
    desk.line.hear({"p|3|2|a1|acme is still broken|1"});
    CHECK(desk.alert(id).state == AlertState::open);
    CHECK(desk.alert(id).desk.outcome.empty());
    CHECK(desk.line.store.counted("verdict/t/broken/helped") == 1);
    CHECK(why(desk.undo(answer.action, ben)).starts_with("changed since"));
  }
}

TEST_CASE("what was withdrawn cannot be claimed", "[desk]") {
  DeskLine desk;
  const auto id = desk.raise("1");
  desk.line.hear({"d|2|1||"});
  CHECK(why(desk.ask(ActionKind::claim, id, ben)) == "withdrawn: post deleted");
  CHECK(why(desk.ask(ActionKind::claim, AlertId{}, ben)) == "no alert with this id is kept");
}

TEST_CASE("somebody whose right was just taken away does nothing", "[desk]") {
  DeskLine desk;
  const auto id = desk.raise("1");
  auto asked = action(ActionKind::claim, id, ben);
  asked.still_may = [] { return false; };
  CHECK(desk.ask(asked).refused->why == WhyNot::forbidden);
  CHECK(desk.alert(id).desk.assignee.user.empty());
}

TEST_CASE("every action can be taken back for a while", "[desk]") {
  const auto kind = static_cast<ActionKind>(GENERATE(range(0, action_kinds)));
  INFO(name_of(kind));
  DeskLine desk;
  const auto id = desk.raise("1");
  if (kind == ActionKind::release) desk.ask(ActionKind::claim, id, ben);
  if (kind == ActionKind::reopen) desk.ask(ActionKind::dismiss, id, ben);
  const auto before = desk.alert(id);
  const auto answer = desk.ask(kind, id, ben);
  REQUIRE(why(answer) == "done");
  CHECK(answer.undo_until == desk.line.clock.at + bounds::undo_window);
  if (GENERATE(false, true)) desk.restart();
  REQUIRE(why(desk.undo(answer.action, ben)) == "done");
  const auto after = desk.alert(id);
  CHECK(after.state == before.state);
  CHECK(after.due == before.due);
  CHECK(after.ended == before.ended);
  CHECK(after.desk.assignee.user == before.desk.assignee.user);
  CHECK(after.desk.outcome == before.desk.outcome);
  CHECK(after.desk.tags == before.desk.tags);
  CHECK(after.desk.notes == before.desk.notes);
  CHECK(after.desk.follow_up == before.desk.follow_up);
  CHECK(open_cases(desk) == (is_ended(before.state) ? 0 : 1));
  CHECK(why(desk.undo(answer.action, ben)) == "already undone by ben 0 s ago");
  CHECK(desk.wait(2h).empty());  // no timer of what was undone is left
}

TEST_CASE("an undo has its limits", "[desk]") {
  DeskLine desk;
  const auto id = desk.raise("1");
  const auto answer = desk.ask(ActionKind::claim, id, ben);
  CHECK(desk.undo(answer.action, dana).refused->why == WhyNot::forbidden);
  CHECK(desk.undo(ActionId{}, ben).refused->why == WhyNot::unknown);
  SECTION("a lead may") {
    const auto undone = desk.undo(answer.action, lea);
    CHECK(why(undone) == "done");
    CHECK(desk.undo(undone.action, lea).refused->detail.starts_with("an undo is not undone"));
  }
  SECTION("too late") {
    desk.wait(9s);
    CHECK(why(desk.undo(answer.action, ben)).starts_with("too late"));
  }
  SECTION("somebody did more since") {
    desk.ask(ActionKind::release, id, lea);
    CHECK(why(desk.undo(answer.action, ben)) == "changed since by lea 0 s ago");
  }
  SECTION("posts that came since are no obstacle") {
    desk.line.hear({"p|3|2|a1|acme is slow|1"});
    CHECK(why(desk.undo(answer.action, ben)) == "done");
    CHECK(desk.alert(id).finding_count == 2);
  }
  SECTION("with a key it is answered again") {
    const auto undone = desk.undo(answer.action, ben, "u1");
    desk.restart();
    CHECK(desk.undo(answer.action, ben, "u1").seq == undone.seq);
  }
}

TEST_CASE("a note that was taken back leaves no text", "[desk]") {
  DeskLine desk;
  const auto id = desk.raise("1");
  const auto answer = desk.ask(ActionKind::note, id, ben);
  desk.undo(answer.action, ben);
  const auto lines = desk.line.store.timeline(desk.alert(id).owner_case, 10);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].undone);
  CHECK(lines[0].text.empty());
}

TEST_CASE("a bulk action does what can be done, says what not, and is undone at once", "[desk]") {
  DeskLine desk;
  Action asked = action(ActionKind::dismiss, {}, lea);
  asked.bulk = true;
  asked.outcome = "spam";
  asked.key = "b1";
  asked.alerts.clear();
  for (int i = 0; i < 20; ++i)
    asked.alerts.push_back(desk.raise("p" + std::to_string(i), "a" + std::to_string(i)));
  desk.ask(ActionKind::resolve, asked.alerts[3], dana);
  const auto answer = desk.ask(asked);
  CHECK(answer.done == 19);
  REQUIRE(answer.skipped.size() == 1);
  CHECK(answer.skipped[0].why == "already resolved by dana 0 s ago");
  CHECK(answer.skipped[0].by.user == "u_dana");
  desk.restart();
  const auto again = desk.ask(asked);
  CHECK(again.done == 19);
  CHECK(again.action == answer.action);
  CHECK(again.skipped.size() == 1);

  desk.ask(ActionKind::reopen, asked.alerts[5], dana);
  const auto undone = desk.undo(answer.action, lea);
  CHECK(undone.done == 18);
  CHECK(undone.skipped.size() == 1);
  CHECK(desk.alert(asked.alerts[0]).state == AlertState::open);
  CHECK(desk.line.store.counted("verdict/t/broken/spam") == 0);
}

TEST_CASE("what is remembered of actions is bounded", "[desk]") {
  DeskLine desk;
  const auto id = desk.raise("1");
  auto asked = action(ActionKind::note, id, ben);
  asked.key = "k";
  desk.ask(asked);
  desk.wait(bounds::undo_window + 1s);
  std::size_t deeds = 0, undoable = 0;
  const auto count = [&] {
    deeds = undoable = 0;
    desk.line.store.each_deed([&](const Deed& deed) {
      ++deeds;
      if (!deed.before.empty()) ++undoable;
    });
  };
  count();
  CHECK(deeds == 1);
  CHECK(undoable == 0);
  desk.wait(bounds::keep_deeds + 1s);
  count();
  CHECK(deeds == 0);
  desk.ask(asked);
  CHECK(desk.alert(id).desk.notes == 2);
}
