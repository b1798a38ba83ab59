#include "engine/serve/alert_json.h"

#include <catch2/catch_test_macros.hpp>

#include "engine/serve/event_json.h"
#include "engine/text_offsets.h"
#include "tests/serve/plain_store.h"
#include "tests/serve/samples.h"

namespace tocsin::serve {
namespace {

using test::PlainStore;
using test::sample_alert;
using test::sample_post;

bool holds(const std::string& json, std::string_view part) {
  return json.find(part) != std::string::npos;
}

TEST_CASE("spans are told in code points, bytes and UTF-16", "[alert_json]") {
  PlainStore store;
  const auto post = sample_post("p1", "é😡 leaving");
  store.put(post);
  auto alert = sample_alert(post);
  alert.findings[0].spans = {{"leaving", 7, 14}};
  const auto json = alert_json(alert, store);
  CHECK(holds(json,
              R"("spans":[{"term":"leaving","start":3,"end":10,"bytes":[7,14],"utf16":[4,11]}])"));
  CHECK(holds(json, R"("post":{"id":"p1","source":"demo","text":"é😡 leaving")"));
  CHECK(holds(json, R"("due":"2026-11-21T10:15:00.000Z")"));
  CHECK(holds(json, R"("version":1)"));
}

TEST_CASE("a span that cuts a character or leaves the text is left out", "[alert_json]") {
  PlainStore store;
  const auto post = sample_post("p1", "é!");
  store.put(post);
  auto alert = sample_alert(post);
  alert.findings[0].spans = {{"half", 1, 3}, {"far", 0, 9}, {"back", 2, 2}, {"ok", 0, 2}};
  CHECK(holds(alert_json(alert, store),
              R"("spans":[{"term":"ok","start":0,"end":1,"bytes":[0,2],"utf16":[0,1]}])"));
}

TEST_CASE("another version of the post takes spans and tested values away", "[alert_json]") {
  PlainStore store;
  auto post = sample_post("p1", "text");
  const auto alert = sample_alert(post);
  post.version = 2;
  store.put(post);
  const auto json = alert_json(alert, store);
  CHECK(holds(json, R"("rule":"telecom/churn-threat")"));
  CHECK_FALSE(holds(json, "spans"));
  CHECK_FALSE(holds(json, "tested"));
}

TEST_CASE("a deleted post leaves its number and nothing of its author", "[alert_json]") {
  PlainStore store;
  auto post = sample_post("p1", "secret words");
  const auto alert = sample_alert(post);
  post.gone = Gone::erased;
  store.put(post);
  const auto json = alert_json(alert, store);
  CHECK(holds(json, R"("post":{"id":"p1","source":"demo","gone":"erased"})"));
  CHECK_FALSE(holds(json, "secret"));
  CHECK_FALSE(holds(json, "jo"));
}

TEST_CASE("a post that is no longer kept is said to be expired", "[alert_json]") {
  const PlainStore store;
  CHECK(holds(alert_json(sample_alert(sample_post("p1", "x")), store),
              R"("post":{"id":null,"gone":"expired"})"));
}

TEST_CASE("a finding on another post says which, with that post's spans", "[alert_json]") {
  PlainStore store;
  const auto first = sample_post("p1", "leaving"), second = sample_post("p2", "ünd leaving");
  store.put(first);
  store.put(second);
  auto alert = sample_alert(first);
  alert.findings.push_back(test::sample_finding(second, "core/x", {"leaving", 5, 12}));
  CHECK(holds(alert_json(alert, store),
              R"("post":"p2","spans":[{"term":"leaving","start":4,"end":11)"));
}

TEST_CASE("an event of a post says what became of it", "[event_json]") {
  PlainStore store;
  auto post = sample_post("p1", "new words");
  store.put(post);
  Event event;
  event.seq = 7;
  event.kind = EventKind::post_edited;
  event.post = post_key("demo", "p1");
  event.source = "demo";
  event.id = "p1";
  CHECK(
      event_json(event, store)
          .starts_with(
              R"({"type":"event","seq":7,"at":"1970-01-01T00:00:00.000Z","kind":"post.edited","post":{"id":"p1","source":"demo","text":"new words")"));
  post.gone = Gone::deleted;
  store.put(post);
  CHECK(holds(event_json(event, store), R"("post":{"id":"p1","source":"demo","gone":"deleted"})"));
}

TEST_CASE("text offsets may be asked in any order", "[text_offsets]") {
  TextOffsets offsets("a😡b");
  CHECK(offsets.at(5)->utf16 == 3);
  CHECK(offsets.at(1)->code_points == 1);
  CHECK(offsets.at(6)->code_points == 3);
  CHECK_FALSE(offsets.at(2));
  CHECK_FALSE(offsets.at(7));
}

}  // namespace
}  // namespace tocsin::serve
