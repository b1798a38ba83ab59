#include "engine/desk/decide_reply.h"

#include <map>

#include <catch2/catch_test_macros.hpp>

#include "engine/desk/reply_bounds.h"
#include "tests/desk/people.h"

using namespace tocsin;
using namespace tocsin::test;
using namespace std::chrono_literals;

namespace {

const Instant now = instant_from_us(1'790'000'000'000'000);

Reply reply_in(ReplyState state) {
  Reply reply;
  reply.state = state;
  reply.platform = "bluesky";
  reply.to = "at://did:plc:a/app.bsky.feed.post/1";
  reply.text = "Sorry, please write to us.";
  reply.by = {"u_dana", "dana"};
  reply.left = state == ReplyState::sent || state == ReplyState::unknown;
  return reply;
}

std::optional<KeptPost> post() {
  KeptPost kept;
  kept.post.id = "at://did:plc:a/app.bsky.feed.post/1";
  return kept;
}

ReplyRequest asks(ReplyStep step, Actor by) {
  ReplyRequest request;
  request.step = step;
  request.by = std::move(by);
  request.text = "another text";
  request.policy.platforms = {"bluesky"};
  return request;
}

}  // namespace

TEST_CASE("what a reply's writer may do follows from its state", "[reply]") {
  // For each state: edit, send, cancel. `=` is: it is so already; `-` refused.
  const std::map<ReplyState, std::string> table{
      {ReplyState::draft, "DSC"}, {ReplyState::approved, "DSC"}, {ReplyState::sending, "-=C"},
      {ReplyState::sent, "-=-"},  {ReplyState::failed, "DSC"},   {ReplyState::unknown, "---"},
      {ReplyState::held, "D-C"},  {ReplyState::cancelled, "--="}};
  for (const auto& [state, expected] : table) {
    std::string is;
    for (const auto step : {ReplyStep::edit, ReplyStep::send, ReplyStep::cancel}) {
      const auto reply = reply_in(state);
      const auto next = decide_reply(reply, asks(step, actor("dana")), post(), now);
      if (!next)
        is += '-';
      else if (next->version == reply.version)
        is += '=';
      else
        is += next->state == ReplyState::draft     ? 'D'
              : next->state == ReplyState::sending ? 'S'
                                                   : 'C';
    }
    INFO(name_of(state));
    CHECK(is == expected);
  }
}

TEST_CASE("a reply is approved by a lead who did not write it, and before it is sent", "[reply]") {
  auto reply = reply_in(ReplyState::draft);
  reply.needs_approval = true;
  CHECK_FALSE(decide_reply(reply, asks(ReplyStep::send, actor("dana")), post(), now));
  CHECK_FALSE(decide_reply(reply, asks(ReplyStep::approve, actor("dana")), post(), now));
  CHECK_FALSE(decide_reply(reply, asks(ReplyStep::approve, actor("eve")), post(), now));
  CHECK_FALSE(
      decide_reply(reply, asks(ReplyStep::approve, actor("dana", Role::lead)), post(), now));
  const auto approved =
      decide_reply(reply, asks(ReplyStep::approve, actor("leo", Role::lead)), post(), now);
  REQUIRE(approved);
  CHECK(approved->state == ReplyState::approved);
  CHECK(decide_reply(*approved, asks(ReplyStep::send, actor("dana")), post(), now));
  // Another text is another reply.
  const auto edited = decide_reply(*approved, asks(ReplyStep::edit, actor("dana")), post(), now);
  REQUIRE(edited);
  CHECK_FALSE(decide_reply(*edited, asks(ReplyStep::send, actor("dana")), post(), now));
}

TEST_CASE("what a lead wrote into another's reply he does not approve", "[reply]") {
  auto reply = reply_in(ReplyState::draft);
  reply.needs_approval = true;
  const auto edited =
      decide_reply(reply, asks(ReplyStep::edit, actor("leo", Role::lead)), post(), now);
  REQUIRE(edited);
  CHECK_FALSE(
      decide_reply(*edited, asks(ReplyStep::approve, actor("leo", Role::lead)), post(), now));
}

TEST_CASE("others do not touch a reply, but leads do", "[reply]") {
  const auto reply = reply_in(ReplyState::draft);
  CHECK_FALSE(decide_reply(reply, asks(ReplyStep::cancel, actor("eve")), post(), now));
  CHECK(decide_reply(reply, asks(ReplyStep::cancel, actor("leo", Role::lead)), post(), now));
}

TEST_CASE("nothing leaves for a post that is not what its author saw", "[reply]") {
  const auto reply = reply_in(ReplyState::draft);
  const auto send = asks(ReplyStep::send, actor("dana"));
  CHECK(decide_reply(reply, send, post(), now));
  CHECK_FALSE(decide_reply(reply, send, std::nullopt, now));
  auto changed = post();
  changed->version = 2;
  CHECK_FALSE(decide_reply(reply, send, changed, now));
  changed->gone = Gone::deleted;
  CHECK_FALSE(decide_reply(reply, asks(ReplyStep::edit, actor("dana")), changed, now));
}

TEST_CASE("a reply is held back until it has left", "[reply]") {
  for (const auto state : {ReplyState::draft, ReplyState::approved, ReplyState::sending}) {
    const auto held = held_back(reply_in(state), "gone", now);
    REQUIRE(held);
    CHECK(held->state == ReplyState::held);
    CHECK_FALSE(held_back(*held, "gone", now));  // told once
  }
  auto left = reply_in(ReplyState::sending);
  left.left = true;
  CHECK_FALSE(held_back(left, "gone", now));
  CHECK_FALSE(held_back(reply_in(ReplyState::sent), "gone", now));
}

TEST_CASE("what was under way when the program ended is unknown, and all else is as it was",
          "[reply]") {
  CHECK_FALSE(after_restart(reply_in(ReplyState::sending), now));  // it had not left
  auto left = reply_in(ReplyState::sending);
  left.left = true;
  const auto next = after_restart(left, now);
  REQUIRE(next);
  CHECK(next->state == ReplyState::unknown);
  CHECK(next->ask_after == now + bounds::ask_after);
}

TEST_CASE("an unknown reply is settled by what the platform says, and never sends itself",
          "[reply]") {
  auto reply = reply_in(ReplyState::unknown);
  DeliveryReport report{Delivery::sent, "at://x", "https://x", {}, {}};
  CHECK(after_delivery(reply, report, true, now).state == ReplyState::sent);
  report.delivery = Delivery::absent;
  const auto failed = after_delivery(reply, report, true, now);
  CHECK(failed.state == ReplyState::failed);
  CHECK_FALSE(failed.why.empty());
  for (const auto delivery : {Delivery::unknown, Delivery::not_now}) {
    report.delivery = delivery;
    const auto still = after_delivery(reply, report, true, now);
    CHECK(still.state == ReplyState::unknown);
    CHECK(still.ask_after > now);
  }
}

TEST_CASE("what surely did not leave is tried again, later and later, and then has failed",
          "[reply]") {
  auto reply = reply_in(ReplyState::sending);
  Instant at = now;
  Micros pause{0};
  for (std::uint32_t tries = 1; tries < bounds::reply_tries; ++tries) {
    reply.left = true;
    reply.tries = tries;
    reply = after_delivery(reply, {Delivery::not_now, {}, {}, "no network", {}}, false, at);
    REQUIRE(reply.state == ReplyState::sending);
    CHECK_FALSE(reply.left);
    CHECK(reply.leaves - at >= pause);
    pause = reply.leaves - at;
    at = reply.leaves;
  }
  reply.tries = bounds::reply_tries;
  CHECK(after_delivery(reply, {Delivery::not_now, {}, {}, "no network", {}}, false, at).state ==
        ReplyState::failed);
}
