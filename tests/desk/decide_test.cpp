#include "engine/desk/decide.h"

#include <fstream>
#include <sstream>

#include <catch2/catch_test_macros.hpp>

#include "engine/desk/bounds.h"
#include "tests/desk/people.h"
#include "tests/places.h"

using namespace tocsin;
using namespace tocsin::test;
using namespace std::chrono_literals;

namespace {

constexpr Instant now = instant_from_us(1'795'255'200'000'000);

Alert alert_in(std::string_view state, std::string_view owner) {
  Alert alert;
  alert.id.low = 7;
  alert.version = 5;
  for (int i = 0; i <= static_cast<int>(AlertState::withdrawn); ++i)
    if (name_of(static_cast<AlertState>(i)) == state) alert.state = static_cast<AlertState>(i);
  if (owner == "me") alert.desk.assignee = {"u_me", "me"};
  if (owner == "other") alert.desk.assignee = {"u_dana", "Dana"};
  if (owner != "none") alert.desk.assigned = now - 2s;
  if (alert.state == AlertState::snoozed) alert.desk.snoozed_until = now + 1h;
  if (is_ended(alert.state) && alert.state != AlertState::withdrawn) {
    alert.desk.ended_by = {"u_dana", "Dana"};
    alert.desk.outcome = "spam";
    alert.desk.acted = now - 3min;
  }
  if (alert.state == AlertState::withdrawn) alert.ended_because = "post deleted";
  return alert;
}

char cell_of(const std::expected<Effect, Refused>& decided) {
  if (decided) return decided->nothing ? '=' : '+';
  switch (decided.error().why) {
    case WhyNot::conflict:
      return 'x';
    case WhyNot::forbidden:
      return 'f';
    case WhyNot::invalid:
      return 'i';
    default:
      return '?';
  }
}

}  // namespace

TEST_CASE("the table of who may do what to an alert in which state holds", "[desk]") {
  std::ifstream file(std::string(TOCSIN_TESTS_DIR) + "/data/desk/decide.cases");
  int cells = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string role, state, owner, bar, cell;
    words >> role >> state >> owner >> bar;
    for (int kind = 0; words >> cell; ++kind, ++cells) {
      const auto asked =
          action(static_cast<ActionKind>(kind), AlertId{}, actor("me", *role_named(role)));
      INFO(line << "\n" << name_of(asked.kind));
      CHECK(cell_of(decide(alert_in(state, owner), asked, {true, now})) == cell.at(0));
    }
  }
  CHECK(cells == 2 * 5 * 3 * action_kinds);
}

TEST_CASE("a refusal says who and when", "[desk]") {
  const auto me = actor("me");
  const auto why = [&](std::string_view state, std::string_view owner, ActionKind kind) {
    const auto decided = decide(alert_in(state, owner), action(kind, {}, me), {true, now});
    return decided ? std::string("done") : decided.error().detail;
  };
  CHECK(why("open", "other", ActionKind::claim) == "claimed by Dana 2 s ago");
  CHECK(why("resolved", "none", ActionKind::claim) == "already resolved by Dana 3 min ago");
  CHECK(why("withdrawn", "me", ActionKind::resolve) == "withdrawn: post deleted");
  const auto decided =
      decide(alert_in("open", "other"), action(ActionKind::claim, {}, me), {true, now});
  CHECK(decided.error().by.user == "u_dana");
  CHECK(decided.error().at == now - 2s);
}

TEST_CASE("a stale version conflicts only with what moved, and only by another", "[desk]") {
  auto alert = alert_in("open", "none");
  alert.desk.acted_by = {"u_dana", "Dana"};
  alert.desk.acted = now - 5s;
  alert.desk.acted_version = 4;
  const auto ask = [&](ActionKind kind, std::uint32_t version, const char* who) {
    auto asked = action(kind, {}, actor(who));
    asked.version = version;
    return decide(alert, asked, {true, now});
  };
  REQUIRE_FALSE(ask(ActionKind::resolve, 3, "me"));
  CHECK(ask(ActionKind::resolve, 3, "me").error().detail == "changed by Dana 5 s ago");
  CHECK(ask(ActionKind::resolve, 4, "me"));    // only posts came since
  CHECK(ask(ActionKind::note, 1, "me"));       // a note never conflicts
  CHECK(ask(ActionKind::resolve, 3, "dana"));  // her own
}

TEST_CASE("what an action leaves", "[desk]") {
  const auto me = actor("me");
  const auto done = [&](const Alert& alert, const Action& asked) {
    auto decided = decide(alert, asked, {true, now});
    REQUIRE(decided);
    return *decided;
  };
  SECTION("who hears owns, where nobody did") {
    const auto effect = done(alert_in("open", "none"), action(ActionKind::ack, {}, me));
    CHECK(effect.desk.assignee.user == "u_me");
    CHECK(effect.desk.ack_until == now + 1h);
    CHECK(effect.event == EventKind::alert_acked);
  }
  SECTION("an acknowledgement holds for half an hour where nobody says how long") {
    auto asked = action(ActionKind::ack, {}, me);
    asked.length.reset();
    CHECK(done(alert_in("open", "me"), asked).desk.ack_until == now + 30min);
  }
  SECTION("who claims after hearing is not escalated") {
    auto alert = alert_in("open", "me");
    alert.desk.acked_by = alert.desk.assignee;
    alert.desk.acked = now - 1min;
    alert.desk.ack_until = now + 29min;
    const auto effect = done(alert, action(ActionKind::claim, {}, me));
    CHECK(effect.desk.ack_until == Instant{});
  }
  SECTION("what is claimed is awake") {
    const auto effect = done(alert_in("snoozed", "none"), action(ActionKind::claim, {}, me));
    CHECK(effect.state == AlertState::open);
    CHECK(effect.desk.snoozed_until == Instant{});
  }
  SECTION("an older alert of a case is not opened beside a newer one") {
    CHECK_FALSE(
        decide(alert_in("resolved", "none"), action(ActionKind::reopen, {}, me), {false, now}));
  }
  SECTION("an ending takes an outcome that there is") {
    auto asked = action(ActionKind::resolve, {}, me);
    asked.outcome = "bored";
    const auto decided = decide(alert_in("open", "none"), asked, {true, now});
    REQUIRE_FALSE(decided);
    CHECK(decided.error().why == WhyNot::invalid);
  }
  SECTION("times are to come, and not for ever") {
    for (const Micros length : {Micros{-1}, Micros{24h * 400}}) {
      auto asked = action(ActionKind::snooze, {}, me);
      asked.length = length;
      CHECK_FALSE(decide(alert_in("open", "none"), asked, {true, now}));
    }
  }
  SECTION("tags are bounded") {
    auto asked = action(ActionKind::tag, {}, me);
    for (std::size_t i = 0; i < bounds::tags_per_alert; ++i)
      asked.add.push_back("t" + std::to_string(i));
    CHECK(decide(alert_in("open", "none"), asked, {true, now}).error().why == WhyNot::full);
  }
}

TEST_CASE("a time that has come rings once", "[desk]") {
  auto alert = alert_in("open", "none");
  CHECK_FALSE(next_ring(alert));
  alert.desk.assignee = alert.desk.acked_by = {"u_dana", "Dana"};
  alert.desk.assigned = alert.desk.acked = now - 31min;
  alert.desk.ack_until = now - 1min;
  REQUIRE(next_ring(alert) == now - 1min);
  CHECK_FALSE(ring(alert, {true, now - 2min}));
  const auto rung = ring(alert, {true, now});
  REQUIRE(rung);
  CHECK(rung->event == EventKind::alert_escalated);
  CHECK(rung->desk.assignee.user.empty());
  alert.desk = rung->desk;
  CHECK_FALSE(ring(alert, {true, now}));

  SECTION("whoever had claimed before keeps it") {
    alert.desk.assignee = alert.desk.acked_by = {"u_dana", "Dana"};
    alert.desk.assigned = now - 40min;
    alert.desk.acked = now - 31min;
    alert.desk.ack_until = now - 1min;
    CHECK(ring(alert, {true, now})->desk.assignee.user == "u_dana");
  }
  SECTION("what has ended is not escalated") {
    alert.desk.ack_until = now - 1min;
    alert.state = AlertState::resolved;
    CHECK_FALSE(ring(alert, {true, now}));
  }
  SECTION("a follow-up opens what had ended, unless its case has moved on") {
    alert.state = AlertState::resolved;
    alert.desk.follow_up = now;
    alert.desk.follow_up_by = {"u_dana", "Dana"};
    CHECK(ring(alert, {true, now})->state == AlertState::open);
    CHECK(ring(alert, {false, now})->state == AlertState::resolved);
    CHECK(ring(alert, {false, now})->desk.follow_up == Instant{});
  }
}
