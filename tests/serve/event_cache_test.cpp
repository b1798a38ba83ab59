#include "engine/serve/event_cache.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/serve/plain_store.h"
#include "tests/serve/samples.h"

namespace tocsin::serve {
namespace {

using test::PlainStore;
using test::sample_alert;
using test::sample_post;

TEST_CASE("an event is written once for all who ask", "[event_cache]") {
  PlainStore store;
  EventCache cache(store);
  for (int i = 0; i < 10; ++i) store.tell(EventKind::rules_reloaded);
  for (int client = 0; client < 5; ++client) CHECK(cache.after(0, 100).size() == 10);
  CHECK(cache.after(7, 100).front()->seq == 8);
  CHECK(cache.times_serialised() == 10);
}

TEST_CASE("a deleted post is gone from events that were written before", "[event_cache]") {
  PlainStore store;
  EventCache cache(store);
  auto post = sample_post("p1", "secret words");
  store.put(post);
  store.put(sample_post("p2", "other"));
  store.tell(EventKind::alert_raised, sample_alert(post));
  store.tell(EventKind::alert_raised, sample_alert(sample_post("p2", "other")));
  REQUIRE(cache.after(0, 10).front()->json.find("secret") != std::string::npos);
  const auto before = cache.generation();

  post.gone = Gone::deleted;
  store.put(post);
  Event gone;
  gone.kind = EventKind::post_deleted;
  gone.post = post_key("demo", "p1");
  gone.id = "p1";
  store.tell(gone);

  const auto events = cache.after(0, 10);
  REQUIRE(events.size() == 3);
  for (const auto& event : events) CHECK(event->json.find("secret") == std::string::npos);
  CHECK(events.front()->json.find(R"("gone":"deleted")") != std::string::npos);
  CHECK(cache.generation() > before);
  CHECK(cache.times_serialised() == 4);  // three events, and the one written anew
}

TEST_CASE("what fell out of the cache comes from the store", "[event_cache]") {
  PlainStore store;
  EventCache cache(store, {.events = 4, .bytes = 1 << 20});
  for (int i = 0; i < 20; ++i) {
    store.tell(EventKind::rules_reloaded);
    cache.after(static_cast<std::uint64_t>(i), 1);
  }
  std::uint64_t since = 0;
  while (true) {
    const auto events = cache.after(since, 3);
    if (events.empty()) break;
    for (const auto& event : events) CHECK(event->seq == ++since);
  }
  CHECK(since == 20);
}

TEST_CASE("the bound of bytes holds, and the newest event is served nevertheless",
          "[event_cache]") {
  PlainStore store;
  EventCache cache(store, {.events = 100, .bytes = 10});
  for (int i = 0; i < 5; ++i) store.tell(EventKind::rules_reloaded);
  CHECK(cache.after(0, 100).size() == 5);
  CHECK(cache.after(4, 100).size() == 1);
}

TEST_CASE("after a long time without clients it begins near the end", "[event_cache]") {
  PlainStore store;
  EventCache cache(store);
  for (int i = 0; i < 5000; ++i) store.tell(EventKind::rules_reloaded);
  CHECK(cache.after(4999, 10).size() == 1);
  CHECK(cache.times_serialised() < 1000);
  CHECK(cache.after(10, 5).front()->seq == 11);
}

}  // namespace
}  // namespace tocsin::serve
