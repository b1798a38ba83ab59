#include "tools/traffic.h"

#include <set>

#include <catch2/catch_test_macros.hpp>
#include <simdjson.h>

using namespace tocsin;
using namespace tocsin::tools;

namespace {

std::vector<std::string> play(TrafficOptions options) {
  Traffic traffic(std::move(options));
  std::vector<std::string> frames;
  for (std::string frame; traffic.next(frame);) frames.push_back(frame);
  return frames;
}

/// Counts frames as a reader of the wire would.
struct Count {
  TrafficTally tally;
  std::size_t new_post_bytes = 0;
  std::set<std::string> authors;

  void add(const std::string& frame) {
    simdjson::dom::parser parser;
    const auto doc = parser.parse(frame);
    ++tally.frames;
    std::string_view collection, operation;
    if (doc["commit"]["collection"].get(collection) != simdjson::SUCCESS ||
        collection != "app.bsky.feed.post") {
      ++tally.others;
      return;
    }
    REQUIRE(doc["commit"]["operation"].get(operation) == simdjson::SUCCESS);
    if (operation == "delete") {
      ++tally.deletions;
    } else if (operation == "update") {
      ++tally.edits;
    } else {
      ++tally.posts;
      new_post_bytes += frame.size();
      const std::string author(doc["did"].get_string().value());
      tally.our_answers += author == Traffic::our_did ? 1 : 0;
      authors.insert(author);
    }
  }
};

std::string text_of(const std::string& frame) {
  simdjson::dom::parser parser;
  std::string_view text;
  if (parser.parse(frame)["commit"]["record"]["text"].get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

}  // namespace

TEST_CASE("a seed plays the same day every time, another seed another", "[traffic]") {
  const auto one = play({.seed = 7, .posts = 3000});
  CHECK(one == play({.seed = 7, .posts = 3000}));
  CHECK(one != play({.seed = 8, .posts = 3000}));
}

TEST_CASE("what the generator says it played is what a reader counts", "[traffic]") {
  Traffic traffic({.seed = 3, .posts = 20'000});
  Count count;
  for (std::string frame; traffic.next(frame);) count.add(frame);
  const auto& said = traffic.tally();
  CHECK(said.frames == count.tally.frames);
  CHECK(said.posts == count.tally.posts);
  CHECK(said.posts == 20'000);
  CHECK(said.edits == count.tally.edits);
  CHECK(said.deletions == count.tally.deletions);
  CHECK(said.others == count.tally.others);
  CHECK(said.our_answers == count.tally.our_answers);
  CHECK(said.edits > 0);
  CHECK(said.deletions > 0);
  CHECK(said.outage > 100);
  CHECK(said.attack > 50);
  CHECK(said.our_answers > 50);
}

TEST_CASE("frame times rise and stay near the day", "[traffic]") {
  TrafficOptions options{.seed = 5, .posts = 2000};
  const auto frames = play(options);
  std::int64_t last = us_of(options.from) - 1;
  for (const auto& frame : frames) {
    simdjson::dom::parser parser;
    const std::int64_t at = parser.parse(frame)["time_us"].get_int64().value();
    REQUIRE(at > last);
    last = at;
  }
  CHECK(last < us_of(options.from + options.span + std::chrono::minutes{1}));
}

TEST_CASE("a frame's time can be given, and then two frames still differ", "[traffic]") {
  Traffic traffic({.seed = 5, .posts = 100});
  const auto at = instant_from_us(1'800'000'000'000'000);
  std::set<std::int64_t> times;
  std::size_t frames = 0;
  for (std::string frame; traffic.next(frame, at); ++frames) {
    simdjson::dom::parser parser;
    times.insert(parser.parse(frame)["time_us"].get_int64().value());
  }
  CHECK(times.size() == frames);
  CHECK(*times.begin() >= us_of(at));
}

TEST_CASE("every facet covers the tag, mention or link that it names", "[traffic]") {
  std::size_t facets = 0;
  for (const auto& frame : play({.seed = 11, .posts = 5000})) {
    simdjson::dom::parser parser;
    const auto record = parser.parse(frame)["commit"]["record"];
    simdjson::dom::array list;
    if (record["facets"].get(list) != simdjson::SUCCESS) continue;
    const std::string_view text = record["text"].get_string().value();
    for (const auto facet : list) {
      const auto begin = facet["index"]["byteStart"].get_uint64().value();
      const auto end = facet["index"]["byteEnd"].get_uint64().value();
      REQUIRE(begin < end);
      REQUIRE(end <= text.size());
      const auto covered = text.substr(begin, end - begin);
      std::string_view tag;
      if (facet["features"].at(0)["tag"].get(tag) == simdjson::SUCCESS)
        CHECK(covered == "#" + std::string(tag));
      else
        CHECK((covered.front() == '@' || covered.starts_with("https://")));
      ++facets;
    }
  }
  CHECK(facets > 200);
}

TEST_CASE("the campaign is near-identical text by accounts that appear just before", "[traffic]") {
  std::set<std::string> arrived;
  std::size_t campaign = 0;
  for (const auto& frame : play({.seed = 2, .posts = 20'000})) {
    simdjson::dom::parser parser;
    const auto doc = parser.parse(frame);
    const std::string did(doc["did"].get_string().value());
    if (doc["kind"].get_string().value() == "identity") arrived.insert(did);
    if (text_of(frame).find("sold the private messages of its customers") == std::string::npos)
      continue;
    ++campaign;
    CHECK(arrived.contains(did));
  }
  CHECK(campaign > 50);
}

TEST_CASE("bench traffic is new posts alone, of the size that real ones have", "[traffic]") {
  Count count;
  for (const auto& frame : play({.seed = 1, .posts = 20'000, .shape = TrafficShape::bench}))
    count.add(frame);
  CHECK(count.tally.posts == count.tally.frames);
  const auto average = count.new_post_bytes / count.tally.posts;
  CHECK(average > 740);
  CHECK(average < 900);
  CHECK(count.authors.size() > 4000);
}

TEST_CASE("planted phrases stand in their share of the posts", "[traffic]") {
  std::size_t planted = 0;
  for (const auto& frame : play({.seed = 1,
                                 .posts = 10'000,
                                 .shape = TrafficShape::bench,
                                 .plant = {"zebra crossing", "violet hour"},
                                 .plant_share = 0.2})) {
    const auto text = text_of(frame);
    planted += text.find("zebra crossing") != std::string::npos ||
                       text.find("violet hour") != std::string::npos
                   ? 1
                   : 0;
  }
  CHECK(planted > 1850);
  CHECK(planted < 2150);
}
