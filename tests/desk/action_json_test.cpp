#include "engine/desk/action_json.h"

#include <catch2/catch_test_macros.hpp>

#include "engine/desk/bounds.h"

using namespace tocsin;
using namespace std::chrono_literals;

namespace {

std::string wrong(ActionKind kind, std::string_view json) {
  const auto read = read_action(json, ActionFrame::body, kind, AlertId{});
  return read ? "" : read.error();
}

std::string some_id() {
  return to_string(alert_id(CaseId{}, 1));
}

}  // namespace

TEST_CASE("an action's own fields are read", "[desk]") {
  const auto ack =
      read_action(R"({"for":"45m","version":7})", ActionFrame::body, ActionKind::ack, AlertId{});
  REQUIRE(ack);
  CHECK(ack->length == Micros{45min});
  CHECK(ack->version == 7);
  CHECK(read_action("", ActionFrame::body, ActionKind::claim, AlertId{}));
  const auto tag = read_action(R"({"add":["vip"],"remove":["new"]})", ActionFrame::body,
                               ActionKind::tag, AlertId{});
  CHECK(tag->add == std::vector<std::string>{"vip"});
  const auto follow = read_action(R"({"at":"2026-11-21T10:00:00Z"})", ActionFrame::body,
                                  ActionKind::follow_up, AlertId{});
  CHECK(follow->until == instant_from_us(1'795'255'200'000'000));
}

TEST_CASE("what makes no sense is said", "[desk]") {
  struct Row {
    ActionKind kind;
    std::string json;
    std::string part;
  };
  const std::vector<Row> rows{
      {ActionKind::claim, "[1]", "one JSON object"},
      {ActionKind::claim, "{", "one JSON object"},
      {ActionKind::claim, R"({"for":"1h"})", "takes no field for"},
      {ActionKind::claim, R"({"version":-1})", "version"},
      {ActionKind::claim, R"({"version":4294967296})", "version"},
      {ActionKind::ack, R"({"for":"soon"})", "length"},
      {ActionKind::ack, R"({"for":"0m"})", "length"},
      {ActionKind::ack, R"({"for":"9999999999999999999d"})", "length"},
      {ActionKind::ack, R"({"until":"tomorrow"})", "time"},
      {ActionKind::snooze, "{}", "needs a time"},
      {ActionKind::snooze, R"({"for":"1h","until":"2026-11-21T10:00:00Z"})", "not both"},
      {ActionKind::assign, "{}", "needs to"},
      {ActionKind::note, "{}", "needs its text"},
      {ActionKind::note, R"({"text":7})", "must be a text"},
      {ActionKind::note, R"({"text":")" + std::string(bounds::note_bytes + 1, 'x') + "\"}",
       "at most 8192"},
      {ActionKind::tag, "{}", "add or remove"},
      {ActionKind::tag, R"({"add":["a,b"]})", "short text"},
      {ActionKind::tag, R"({"add":["a\u0007"]})", "short text"},
      {ActionKind::tag, R"({"add":[""]})", "short text"},
  };
  for (const auto& [kind, json, part] : rows) {
    INFO(name_of(kind) << ' ' << json.substr(0, 60) << " -> " << wrong(kind, json));
    CHECK(wrong(kind, json).find(part) != std::string::npos);
  }
}

TEST_CASE("bulk names many alerts, each once", "[desk]") {
  const auto read = read_action(R"({"action":"dismiss","outcome":"spam","alerts":[")" + some_id() +
                                    "\",\"" + some_id() + "\"]}",
                                ActionFrame::bulk);
  REQUIRE(read);
  CHECK(read->bulk);
  CHECK(read->kind == ActionKind::dismiss);
  CHECK(read->alerts.size() == 1);
  CHECK_FALSE(read_action(R"({"action":"dismiss","alerts":[]})", ActionFrame::bulk));
  CHECK_FALSE(read_action(R"({"action":"dance","alerts":["al_x"]})", ActionFrame::bulk));
  CHECK_FALSE(read_action(R"({"action":"claim","alerts":["al_x"]})", ActionFrame::bulk));
  std::string many;
  for (std::uint32_t i = 0; i <= bounds::bulk_alerts; ++i)
    many += (i ? ",\"" : "\"") + to_string(alert_id(CaseId{}, i)) + '"';
  CHECK_FALSE(read_action(R"({"action":"claim","alerts":[)" + many + "]}", ActionFrame::bulk));
}

TEST_CASE("the same request has the same fingerprint, another another", "[desk]") {
  const auto print = [](std::string_view json) {
    return fingerprint_of(
        *read_action(json, ActionFrame::body, ActionKind::resolve, alert_id(CaseId{}, 1)));
  };
  CHECK(print(R"({"outcome":"spam"})") == print(R"({ "outcome" : "spam" })"));
  CHECK(print(R"({"outcome":"spam"})") != print(R"({"outcome":"helped"})"));
  CHECK(print(R"({"outcome":"spam"})") != print(R"({"outcome":"spam","note":"x"})"));
}
