#include "engine/desk/reply_text.h"

#include <catch2/catch_test_macros.hpp>

using namespace tocsin;

namespace {

std::string times(std::string_view text, int count) {
  std::string out;
  while (count-- > 0) out += text;
  return out;
}

}  // namespace

TEST_CASE("length is counted as the platform counts", "[reply_text]") {
  struct Row {
    std::string platform, text;
    std::uint32_t count;
    bool too_long;
  };
  const std::string family = "👩‍👩‍👧‍👦";
  const Row rows[] = {
      {"bluesky", "", 0, false},
      {"bluesky", "abc", 3, false},
      {"bluesky", family, 1, false},
      {"bluesky", "e\u0301", 1, false},
      {"bluesky", times("x", 300), 300, false},
      {"bluesky", times("x", 301), 301, true},
      {"bluesky", times(family, 130), 130, true},  // 3250 bytes
      {"mastodon", times("x", 500), 500, false},
      {"mastodon", times("x", 501), 501, true},
      {"mastodon", "see https://example.org/" + times("long", 50), 27, false},
      {"mastodon", "@jo@example.social hi", 6, false},
  };
  for (const auto& row : rows) {
    INFO(row.platform << ": " << row.text.substr(0, 40));
    const auto length = reply_length(row.platform, row.text);
    CHECK(length.count == row.count);
    CHECK(length.too_long == row.too_long);
  }
}

TEST_CASE("links and names are found where they stand", "[reply_text]") {
  const std::string text = "é @jo.bsky.social, see (https://a.example/x). mail a@b.c @ @.";
  const auto parts = links_and_mentions(text);
  REQUIRE(parts.size() == 2);
  CHECK(text.substr(parts[0].begin, parts[0].end - parts[0].begin) == "@jo.bsky.social");
  CHECK_FALSE(parts[0].link);
  CHECK(text.substr(parts[1].begin, parts[1].end - parts[1].begin) == "https://a.example/x");
  CHECK(parts[1].link);
}

TEST_CASE("a placeholder that nobody filled in is not sent", "[reply_text]") {
  CHECK(unfilled_placeholder("Hi {name}, sorry") == "{name}");
  CHECK(unfilled_placeholder("{ order number }") == "{ order number }");
  CHECK(unfilled_placeholder("{} {\"a\":1} {unclosed") == "");
  CHECK(why_not_sendable("bluesky", "Hi {name}") == "fill in {name} first");
  CHECK(why_not_sendable("bluesky", " \n ") == "the reply is empty");
  CHECK_FALSE(why_not_sendable("bluesky", "Hi Jo"));
}

TEST_CASE("nobody is called by @everyone", "[reply_text]") {
  CHECK(ready_to_send(" hi @everyone and @HERE! ") == "hi @\u200beveryone and @\u200bHERE!");
  CHECK(ready_to_send("@everyone.example.org @hereford") == "@everyone.example.org @hereford");
}
