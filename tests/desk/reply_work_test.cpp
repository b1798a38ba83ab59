#include "engine/judge/reply_work.h"

#include <algorithm>

#include "engine/desk/reply_bounds.h"
#include "tests/desk/desk_line.h"

using namespace tocsin;
using namespace tocsin::test;

namespace {

const std::vector<std::string> platforms{"test"};

/// A case with a complaint, somebody who answers it, and an outbox that does what a test says.
class ReplyLine {
 public:
  DeskLine desk;
  CaseId in;
  std::string post = "p1";

  ReplyLine() { in = desk.alert(desk.raise(post)).owner_case; }

  ReplyAnswer ask(ReplyStep step, ReplyId id = {}, std::string text = "Sorry!",
                  Actor by = actor("dana"), std::string key = {}) {
    ReplyRequest request;
    request.step = step;
    request.in = in;
    request.id = id;
    request.text = std::move(text);
    request.by = std::move(by);
    request.key = std::move(key);
    request.policy.platforms = platforms;
    std::optional<ReplyAnswer> told;
    desk.line.judge().reply(request, [&](const ReplyAnswer& answer) { told = answer; });
    desk.line.keep();
    REQUIRE(told);
    return *told;
  }
  /// Drafted and asked to be sent, its undo window over.
  ReplyId sending() {
    const auto id = ask(ReplyStep::draft).reply->id;
    REQUIRE(ask(ReplyStep::send, id).reply);
    desk.line.clock.at += std::chrono::seconds(11);
    return id;
  }
  std::optional<Errand> begin() {
    std::optional<Errand> errand;
    desk.line.judge().begin_errand(platforms, [&](auto given) { errand = given; });
    desk.line.keep();
    return errand;
  }
  void settle(const Errand& errand, Delivery delivery) {
    DeliveryReport report{delivery, "uri", "https://x.test/1", "why", {}};
    if (delivery != Delivery::sent) report.uri = report.url = "";
    desk.line.judge().settle_errand(errand, report, [](bool) {});
    desk.line.keep();
  }
  Reply reply(std::uint32_t number = 1) const { return desk.line.store.replies(in).at(number - 1); }
};

}  // namespace

TEST_CASE("a reply leaves when its undo window is over, and only once", "[reply]") {
  ReplyLine line;
  const auto id = line.ask(ReplyStep::draft).reply->id;
  CHECK_FALSE(line.begin());
  REQUIRE(line.ask(ReplyStep::send, id).reply);
  CHECK_FALSE(line.begin());
  line.desk.line.clock.at += std::chrono::seconds(11);
  const auto errand = line.begin();
  REQUIRE(errand);
  CHECK_FALSE(errand->look_only);
  CHECK(errand->letter.text == "Sorry!");
  CHECK(errand->letter.key.size() == 13);
  CHECK(line.reply().left);  // durable before anything goes
  CHECK_FALSE(line.begin());
  CHECK(line.ask(ReplyStep::cancel, id).refused);
  line.settle(*errand, Delivery::sent);
  CHECK(line.reply().state == ReplyState::sent);
  CHECK(line.desk.line.store.find_case(line.in)->answered);
  CHECK_FALSE(line.begin());
}

TEST_CASE("a reply can be taken back in its undo window", "[reply]") {
  ReplyLine line;
  const auto id = line.ask(ReplyStep::draft).reply->id;
  REQUIRE(line.ask(ReplyStep::send, id).reply);
  CHECK(line.ask(ReplyStep::cancel, id).reply->state == ReplyState::cancelled);
  line.desk.line.clock.at += std::chrono::hours(1);
  CHECK_FALSE(line.begin());
}

TEST_CASE("one reply is pending in a case, and whoever comes second is told of it", "[reply]") {
  ReplyLine line;
  const auto first = line.ask(ReplyStep::draft).reply->id;
  const auto second = line.ask(ReplyStep::draft, {}, "me too", actor("eve"));
  REQUIRE(second.refused);
  CHECK(second.refused->why == WhyNot::conflict);
  CHECK(second.refused->by.name == "dana");
  CHECK(line.ask(ReplyStep::cancel, first).reply);
  const auto third = line.ask(ReplyStep::draft, {}, "me too", actor("eve"));
  REQUIRE(third.reply);
  CHECK(third.reply->number == 2);
}

TEST_CASE("a draft asked for twice with one key is one, also after a restart", "[reply]") {
  ReplyLine line;
  const auto first = line.ask(ReplyStep::draft, {}, "x", actor("dana"), "k").reply->id;
  line.desk.restart();
  CHECK(line.ask(ReplyStep::draft, {}, "x", actor("dana"), "k").reply->id == first);
  CHECK(line.desk.line.store.replies(line.in).size() == 1);
}

TEST_CASE("a reply to a post that is deleted or edited is held, and everybody is told", "[reply]") {
  for (const std::string frame : {"d|50|p1|a1|", "p|50|p1|a1|acme is broken, and my dog was it"}) {
    ReplyLine line;
    const auto id = line.sending();
    const auto events = line.desk.line.hear({frame});
    INFO(frame);
    CHECK(line.reply().state == ReplyState::held);
    CHECK(std::ranges::count(events, EventKind::case_reply, &Event::kind) == 1);
    CHECK_FALSE(line.begin());
    CHECK(line.ask(ReplyStep::send, id).refused);
  }
}

TEST_CASE("killed between any two steps of sending, a reply is asked after and not sent again",
          "[reply]") {
  ReplyLine line;
  const auto id = line.sending();
  line.desk.restart();  // before it began: it begins now
  const auto errand = line.begin();
  REQUIRE(errand);
  CHECK_FALSE(errand->look_only);
  line.desk.restart();  // it may have left
  line.desk.line.keep();
  CHECK(line.reply().state == ReplyState::unknown);
  CHECK(line.ask(ReplyStep::send, id).refused);
  line.desk.line.clock.at += bounds::ask_after;
  const auto look = line.begin();
  REQUIRE(look);
  CHECK(look->look_only);
  CHECK(look->letter.key == errand->letter.key);
  line.settle(*look, Delivery::unknown);
  CHECK_FALSE(line.begin());
  line.desk.line.clock.at += bounds::reply_pause_most;
  const auto again = line.begin();
  REQUIRE(again);
  CHECK(again->look_only);
  SECTION("it is there") {
    line.settle(*again, Delivery::sent);
    CHECK(line.reply().state == ReplyState::sent);
  }
  SECTION("it is not: a person sends it again, under the same key") {
    line.settle(*again, Delivery::absent);
    CHECK(line.reply().state == ReplyState::failed);
    line.desk.line.clock.at += std::chrono::hours(1);
    CHECK_FALSE(line.begin());
    REQUIRE(line.ask(ReplyStep::send, id).reply);
    line.desk.line.clock.at += std::chrono::seconds(11);
    const auto resent = line.begin();
    REQUIRE(resent);
    CHECK_FALSE(resent->look_only);
    CHECK(resent->letter.key == errand->letter.key);
    CHECK(resent->letter.written == errand->letter.written);
  }
}

TEST_CASE("whoever lost the right a moment ago drafts nothing", "[reply]") {
  ReplyLine line;
  ReplyRequest request;
  request.step = ReplyStep::draft;
  request.in = line.in;
  request.by = actor("dana");
  request.still_may = [] { return false; };
  std::optional<ReplyAnswer> told;
  line.desk.line.judge().reply(request, [&](const ReplyAnswer& answer) { told = answer; });
  line.desk.line.keep();
  REQUIRE(told);
  CHECK(told->refused);
}
