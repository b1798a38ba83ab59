#include "engine/serve/feed_protocol.h"

#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "engine/serve/bounds.h"
#include "tests/serve/plain_store.h"
#include "tests/serve/samples.h"

namespace tocsin::serve {
namespace {

using namespace std::chrono_literals;
using test::PlainStore;
using test::sample_alert;
using test::sample_post;
using Kind = FeedStep::Kind;

struct Feed {
  PlainStore store;
  FeedLog log{store};
  FeedProtocol::Time now{};
  std::optional<Actor> actor = local_admin();
  FeedProtocol protocol{log, {}, now, [this](FeedProtocol::Use) { return actor; }};

  void raise(const std::string& id, Severity severity = Severity::high,
             const std::string& brand = "acme") {
    const auto post = sample_post(id, "text of " + id);
    store.put(post);
    store.tell(EventKind::alert_raised, sample_alert(post, severity, brand));
  }
  void change(const std::string& id, EventKind kind, AlertState state, Severity severity) {
    auto alert = sample_alert(sample_post(id, ""), severity);
    alert.state = state;
    store.tell(kind, alert);
  }
  void say(std::string_view text) { protocol.on_text(text, now); }
  /// All that is sent until it would wait, ping or close.
  std::vector<std::string> sent() {
    std::vector<std::string> texts;
    for (auto step = protocol.next(now); step.kind == Kind::send; step = protocol.next(now))
      texts.push_back(*step.text);
    return texts;
  }
  FeedStep after(std::chrono::milliseconds time) {
    now += time;
    return protocol.next(now);
  }
};

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("since 0 gives all that is kept, in order, and then live", "[feed_protocol]") {
  Feed feed;
  for (const char* id : {"a", "b", "c"}) feed.raise(id);
  feed.say(R"({"type":"hello","since":0})");
  const auto texts = feed.sent();
  REQUIRE(texts.size() == 3);
  CHECK(texts[0].starts_with(R"({"type":"welcome","seq":3,"you":{)"));
  CHECK(texts[1].starts_with(R"([{"type":"event","seq":1,)"));
  CHECK(holds(texts[1], R"({"type":"event","seq":3,)"));
  CHECK(texts[2] == R"({"type":"live","seq":3})");

  feed.raise("d");
  const auto more = feed.sent();
  REQUIRE(more.size() == 1);
  CHECK(more[0].starts_with(R"({"type":"event","seq":4,)"));
}

TEST_CASE("a client that has everything is live at once", "[feed_protocol]") {
  Feed feed;
  feed.raise("a");
  feed.say(R"({"type":"hello","since":1})");
  const auto texts = feed.sent();
  REQUIRE(texts.size() == 2);
  CHECK(texts[1] == R"({"type":"live","seq":1})");
}

TEST_CASE("without since it begins with what is open, then tells events after it",
          "[feed_protocol]") {
  Feed feed;
  feed.raise("a");
  feed.raise("b");
  feed.change("a", EventKind::alert_withdrawn, AlertState::withdrawn, Severity::high);
  feed.say(R"({"type":"hello"})");
  const auto texts = feed.sent();
  REQUIRE(texts.size() == 3);
  CHECK(texts[1].starts_with(R"({"type":"snapshot","seq":3,"alerts":[{"id":"al_)"));
  CHECK(holds(texts[1], "text of b"));
  CHECK_FALSE(holds(texts[1], "text of a"));
  CHECK(texts[1].ends_with(R"("more":false})"));
  CHECK(texts[2] == R"({"type":"live","seq":3})");
}

TEST_CASE("a snapshot comes in frames of at most 200 alerts", "[feed_protocol]") {
  Feed feed;
  for (int i = 0; i < 450; ++i) feed.raise("p" + std::to_string(i));
  feed.say(R"({"type":"hello"})");
  const auto texts = feed.sent();
  std::size_t alerts = 0;
  for (std::size_t i = 1; i + 1 < texts.size(); ++i) {
    CHECK(texts[i].starts_with(R"({"type":"snapshot","seq":450,)"));
    CHECK(texts[i].size() <= bounds::ws_frame_bytes);
    CHECK(texts[i].ends_with(i + 2 == texts.size() ? R"("more":false})" : R"("more":true})"));
    std::size_t here = 0;
    for (std::size_t at = 0; (at = texts[i].find(R"({"id":"al_)", at)) != std::string::npos; ++at)
      ++here;
    CHECK(here <= bounds::snapshot_alerts);
    alerts += here;
  }
  CHECK(alerts == 450);
}

TEST_CASE("since of before what is kept, or of the future, resets", "[feed_protocol]") {
  for (const char* since : {"3", "99"}) {
    Feed feed;
    for (int i = 0; i < 10; ++i) feed.raise("p" + std::to_string(i));
    feed.store.forget_events_before(6);
    feed.say(std::string(R"({"type":"hello","since":)") + since + "}");
    const auto texts = feed.sent();
    REQUIRE(texts.size() == 4);
    CHECK(texts[1] == R"({"type":"reset"})");
    CHECK(texts[2].starts_with(R"({"type":"snapshot","seq":10,)"));
    CHECK(texts[3] == R"({"type":"live","seq":10})");
  }
}

TEST_CASE("since 0 after retention begins with the oldest kept", "[feed_protocol]") {
  Feed feed;
  for (int i = 0; i < 10; ++i) feed.raise("p" + std::to_string(i));
  feed.store.forget_events_before(6);
  feed.say(R"({"type":"hello","since":0})");
  const auto texts = feed.sent();
  REQUIRE(texts.size() == 3);
  CHECK(texts[1].starts_with(R"([{"type":"event","seq":6,)"));
}

TEST_CASE("a filter gives a rising subset, and marks say how far", "[feed_protocol]") {
  Feed feed;
  feed.say(R"({"type":"hello","since":0,"filter":{"brand":["acme"],"severity_min":"medium"}})");
  CHECK(feed.sent().size() == 2);
  feed.raise("low", Severity::low);
  feed.raise("other", Severity::high, "zenith");
  feed.raise("yes", Severity::medium);
  feed.raise("low2", Severity::low);
  auto texts = feed.sent();
  REQUIRE(texts.size() == 1);
  CHECK(texts[0].starts_with(R"({"type":"event","seq":3,)"));
  const auto step = feed.after(10s);
  REQUIRE(step.kind == Kind::send);
  CHECK(*step.text == R"({"type":"mark","seq":4})");
  CHECK(feed.protocol.next(feed.now).kind == Kind::wait);
}

TEST_CASE("an alert once shown is followed past the filter until it ends", "[feed_protocol]") {
  Feed feed;
  feed.say(R"({"type":"hello","since":0,"filter":{"severity_min":"high"}})");
  feed.sent();
  feed.raise("a");
  feed.raise("b", Severity::low);
  feed.change("a", EventKind::alert_updated, AlertState::open, Severity::low);
  feed.change("b", EventKind::alert_updated, AlertState::open, Severity::low);
  feed.change("a", EventKind::alert_resolved, AlertState::resolved, Severity::low);
  feed.change("a", EventKind::alert_reopened, AlertState::open, Severity::low);
  const auto texts = feed.sent();
  REQUIRE(texts.size() == 1);
  CHECK(holds(texts[0], R"("seq":1,)"));
  CHECK_FALSE(holds(texts[0], R"("seq":2,)"));
  CHECK(holds(texts[0], R"("seq":3,)"));
  CHECK_FALSE(holds(texts[0], R"("seq":4,)"));
  CHECK(holds(texts[0], R"("seq":5,)"));
  CHECK_FALSE(holds(texts[0], R"("seq":6,)"));
}

TEST_CASE("messages stay under the frame's bound", "[feed_protocol]") {
  Feed feed;
  for (int i = 0; i < 100; ++i) {
    const auto post = sample_post("p" + std::to_string(i), std::string(20'000, 'x'));
    feed.store.put(post);
    feed.store.tell(EventKind::alert_raised, sample_alert(post));
  }
  for (const char* filter : {"", R"(,"filter":{"brand":["acme"]})"}) {
    FeedProtocol protocol(feed.log, {}, feed.now,
                          [](FeedProtocol::Use) { return std::optional(local_admin()); });
    protocol.on_text(std::string(R"({"type":"hello","since":0)") + filter + "}", feed.now);
    std::size_t events = 0;
    for (auto step = protocol.next(feed.now); step.kind == Kind::send;
         step = protocol.next(feed.now)) {
      CHECK(step.text->size() <= bounds::ws_frame_bytes);
      for (std::size_t at = 0; (at = step.text->find(R"("type":"event")", at)) != std::string::npos;
           ++at)
        ++events;
    }
    CHECK(events == 100);
  }
}

TEST_CASE("pings go out every 20 s, and a peer that is silent for a minute is dead",
          "[feed_protocol]") {
  Feed feed;
  feed.say(R"({"type":"hello"})");
  feed.sent();
  int pings = 0;
  FeedStep step;
  for (int second = 0; second < 60; ++second) {
    step = feed.after(1s);
    pings += step.kind == Kind::ping;
    if (step.kind == Kind::ping) step = feed.protocol.next(feed.now);
  }
  CHECK(pings == 2);
  CHECK(step.kind == Kind::close);
  CHECK(step.code == 1001);
}

TEST_CASE("a pong keeps a quiet client", "[feed_protocol]") {
  Feed feed;
  feed.say(R"({"type":"hello"})");
  feed.sent();
  for (int second = 0; second < 300; ++second) {
    const auto step = feed.after(1s);
    CHECK(step.kind != Kind::close);
    if (step.kind == Kind::ping) feed.protocol.on_control(feed.now);
  }
}

TEST_CASE("a client that never says hello is closed", "[feed_protocol]") {
  Feed feed;
  CHECK(feed.protocol.next(feed.now).kind == Kind::wait);
  const auto step = feed.after(10s);
  CHECK(step.kind == Kind::close);
  CHECK(step.code == 1008);
}

TEST_CASE("what is not understood is answered, and what is no JSON closes", "[feed_protocol]") {
  struct Said {
    std::string text;
    std::string_view why;  // empty: closed with 1007
  };
  const std::vector<Said> cases{
      {R"({"type":"dance"})", "unknown type dance"},
      {R"({"type":"do","id":"c1","action":"claim"})", R"("id":"c1","status":422)"},
      {R"({"type":"do","action":"claim"})", "needs an id"},
      {R"({"type":"do","id":"c1","action":"dance"})", "action is one of"},
      {R"({"type":"do","id":"c1","action":"claim","alert":"al_00000000000000000000000000"})",
       "say hello first"},
      {R"({"type":"seeing","case":"ca_1"})", "case must be"},
      {R"({"type":"seeing","case":5})", "case must be"},
      {R"({"type":"seeing","case":""})", "case must be"},
      {R"({"type":"seeing","case":null,"typing":"yes"})", "typing is true or false"},
      {R"({"type":"seeing","caes":null})", "unknown field caes; known are case and typing"},
      {R"({"no":"type"})", "needs a type"},
      {"[]", "one JSON object"},
      {"7", "one JSON object"},
      {R"({"type":"hello","sinse":1})", "unknown field sinse"},
      {R"({"type":"hello","since":-1})", "since must be"},
      {R"({"type":"hello","since":"1"})", "since must be"},
      {R"({"type":"hello","since":1.5})", "since must be"},
      {R"({"type":"hello","since":1e30})", "since must be"},
      {R"({"type":"hello","since":18446744073709551616})", "since must be"},
      {R"({"type":"hello","since":-9223372036854775809})", "since must be"},
      {R"({"type":"hello","since":1000000000000000000000000000000})", "since must be"},
      {R"({"type":"hello","since":-1.5E+999})", "since must be"},
      {R"({"type":"do","id":"\"1e999","version":1e999})", R"("id":"\"1e999","status":400)"},
      {"[1e999]", "one JSON object"},
      {R"({"type":"hello","filter":[]})", "filter must be an object"},
      {R"({"type":"hello","filter":{"brands":["a"]}})", "unknown field filter.brands"},
      {R"({"type":"hello","filter":{"brand":"a"}})", "must be a list"},
      {R"({"type":"hello","filter":{"severity_min":"huge"}})", "one of info"},
      {R"({"type":"hello","filter":{"state":["closed"]}})", "filter.state knows"},
      {std::string(65, '[') + std::string(65, ']'), "nested too deeply"},
      {"{", ""},
      {"hello", ""},
      {"", ""},
      {"{} {}", ""},
      {R"({"type":"hello","since":01})", ""},
      {R"({"type":"hello","since":1.})", ""},
      {R"({"type":"hello","since":-})", ""},
      {R"({"type":"hello","since":1e})", ""},
      {R"({"type":"hello","since":1e999,"filter":01})", ""},
      {R"({"type":"hello","since":1e999)", ""},
      {"{\"type\":\"hello\"\xFF}", ""},
  };
  for (const auto& [text, why] : cases) {
    Feed feed;
    feed.say(text);
    const auto step = feed.protocol.next(feed.now);
    INFO(text);
    if (why.empty()) {
      CHECK(step.kind == Kind::close);
      CHECK(step.code == 1007);
      continue;
    }
    REQUIRE(step.kind == Kind::send);
    CHECK(step.text->starts_with(R"({"type":"failed")"));
    CHECK(holds(*step.text, why));
    feed.say(R"({"type":"hello","since":0})");
    CHECK(feed.sent().size() == 2);
  }
}

constexpr std::string_view claim =
    R"({"type":"do","id":"c1","action":"claim","alert":"al_00000000000000000000000000"})";

TEST_CASE("what is asked for on the feed is answered behind its event", "[feed_protocol]") {
  Feed feed;
  feed.raise("a");
  feed.say(R"({"type":"hello","since":0})");
  feed.sent();
  feed.say(claim);
  const auto acts = feed.protocol.take_acts();
  REQUIRE(acts.size() == 1);
  CHECK(acts[0].action.kind == ActionKind::claim);
  CHECK(feed.protocol.take_acts().empty());
  CHECK(feed.sent().empty());

  ActionAnswer done;
  done.seq = 2;
  feed.protocol.on_answer("c1", done);
  CHECK(feed.sent().empty());  // the bell has not rung yet
  feed.change("a", EventKind::alert_claimed, AlertState::open, Severity::high);
  const auto texts = feed.sent();
  REQUIRE(texts.size() == 2);
  CHECK(holds(texts[0], "alert.claimed"));
  CHECK(texts[1] == R"({"type":"done","id":"c1","seq":2})");
}

TEST_CASE("a refusal says who and when, and does not wait for events", "[feed_protocol]") {
  Feed feed;
  feed.say(R"({"type":"hello","since":0})");
  feed.sent();
  feed.say(claim);
  feed.protocol.take_acts();
  ActionAnswer refused;
  refused.refused =
      Refused{WhyNot::conflict, "claimed by Dana 2 s ago", {"u_d", "Dana"}, instant_from_us(0)};
  feed.protocol.on_answer("c1", refused);
  const auto texts = feed.sent();
  REQUIRE(texts.size() == 1);
  CHECK(texts[0] == R"({"type":"failed","id":"c1","status":409,"why":"claimed by Dana 2 s ago",)"
                    R"("by":{"user":"u_d","name":"Dana"},"at":"1970-01-01T00:00:00.000Z"})");
}

TEST_CASE("no more is under way for a client than 32 acts", "[feed_protocol]") {
  Feed feed;
  feed.say(R"({"type":"hello","since":0})");
  feed.sent();
  for (int i = 0; i < 33; ++i) feed.say(claim);
  CHECK(feed.protocol.take_acts().size() == 32);
  const auto texts = feed.sent();
  REQUIRE(texts.size() == 1);
  CHECK(holds(texts[0], "too much at once"));
}

TEST_CASE("a second hello is refused and the feed goes on", "[feed_protocol]") {
  Feed feed;
  feed.say(R"({"type":"hello"})");
  feed.sent();
  feed.say(R"({"type":"hello"})");
  const auto texts = feed.sent();
  REQUIRE(texts.size() == 1);
  CHECK(holds(texts[0], R"("status":409)"));
}

TEST_CASE("a client that does nothing but ping is closed", "[feed_protocol]") {
  Feed feed;
  feed.say(R"({"type":"hello"})");
  feed.sent();
  // As often as it may be.
  for (int second = 0; second < 60; ++second)
    for (int i = 0; i < bounds::ws_controls_per_second; ++i)
      feed.protocol.on_control(feed.now + 1s * second);
  CHECK(feed.after(60s).kind != Kind::close);
  for (int i = 0; i <= bounds::ws_control_burst; ++i) feed.protocol.on_control(feed.now);
  const auto step = feed.after(0s);
  CHECK(step.kind == Kind::close);
  CHECK(step.code == 1008);
}

TEST_CASE("a flood of messages is closed after three strikes", "[feed_protocol]") {
  Feed feed;
  feed.say(R"({"type":"hello"})");
  for (int i = 0; i < 42; ++i) {
    feed.say(R"({"type":"x"})");
    if (i < 41) {
      for (const auto& text : feed.sent()) CHECK(holds(text, "{"));
      CHECK(feed.protocol.next(feed.now).kind == Kind::wait);
    }
  }
  feed.sent();
  const auto step = feed.protocol.next(feed.now);
  CHECK(step.kind == Kind::close);
  CHECK(step.code == 1008);
}

TEST_CASE("twenty messages a second go on for ever", "[feed_protocol]") {
  Feed feed;
  feed.say(R"({"type":"hello"})");
  for (int i = 0; i < 500; ++i) {
    feed.now += 50ms;
    feed.say(R"({"type":"x"})");
    for (const auto& text : feed.sent()) CHECK_FALSE(holds(text, "429"));
  }
  CHECK(feed.protocol.next(feed.now).kind != Kind::close);
}

TEST_CASE("a store that cannot be read sends the client away to come back", "[feed_protocol]") {
  Feed feed;
  feed.raise("a");
  feed.store.fail_reads(true);
  feed.say(R"({"type":"hello","since":0})");
  feed.sent();
  const auto step = feed.protocol.next(feed.now);
  CHECK(step.kind == Kind::close);
  CHECK(step.code == 1013);
}

TEST_CASE("stopping, a stall and binary messages have their close codes", "[feed_protocol]") {
  Feed stopped, stalled, binary;
  stopped.protocol.on_stop();
  stalled.protocol.on_stalled();
  stalled.protocol.on_stop();  // the first reason stays
  binary.protocol.on_binary();
  CHECK(stopped.protocol.next(stopped.now).code == 1001);
  CHECK(stalled.protocol.next(stalled.now).code == 1013);
  CHECK(binary.protocol.next(binary.now).code == 1003);
}

}  // namespace
}  // namespace tocsin::serve
