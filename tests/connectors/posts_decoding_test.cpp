#include <catch2/catch_test_macros.hpp>

#include "tests/connectors/decoding.h"

using namespace tocsin;
using namespace tocsin::test;

namespace {
const std::string full =
    R"({"id":"p1","source":"demo","text":"@acme my internet is down AGAIN","created_at":"2026-11-21T10:00:00Z","lang":"en","url":"https://demo.example/p1",)"
    R"("author":{"id":"a1","handle":"jo","name":"Jo","followers":120,"following":80,"posts":900,"created_at":"2019-01-01T00:00:00Z","bio":"walks","verified":false},)"
    R"("reply_to":"p0","conversation":"c9","is_repost":false,"links":["https://a.example"],"mentions":["@acme","b"],"hashtags":["#fail"],"media":["image"],"likes":1,"reposts":2,"replies":3})";
}  // namespace

TEST_CASE("an NDJSON post has every field that API.md names", "[decode]") {
  const auto frame = decode_line(Wire::posts, full);
  REQUIRE(frame.kind == FrameKind::post);
  const auto& post = frame.post;
  CHECK(post.id == "p1");
  CHECK(post.source == "demo");
  CHECK(post.text == "@acme my internet is down AGAIN");
  CHECK(post.parts.empty());
  Instant at;
  const std::string created = "2026-11-21T10:00:00Z";
  REQUIRE(parse_rfc3339(created.data(), created.data() + created.size(), at));
  CHECK(post.created_at == at);
  CHECK(post.lang == "en");
  CHECK(post.url == "https://demo.example/p1");
  CHECK(post.author.id == "a1");
  CHECK(post.author.handle == "jo");
  CHECK(post.author.name == "Jo");
  CHECK(post.author.bio == "walks");
  CHECK(post.author.followers == 120);
  CHECK(post.author.following == 80);
  CHECK(post.author.posts == 900);
  CHECK(post.author.verified == false);
  CHECK(post.author.created_at.has_value());
  CHECK(post.reply_to == "p0");
  CHECK(post.conversation == "c9");
  CHECK(post.is_repost == false);
  CHECK(post.links == std::vector<std::string>{"https://a.example"});
  CHECK(post.media == std::vector<std::string>{"image"});
  REQUIRE(post.mentions.size() == 2);
  CHECK(post.mentions[0].handle == "acme");
  CHECK(post.mentions[1].handle == "b");
  REQUIRE(post.hashtags.size() == 1);
  CHECK(post.hashtags[0].name == "fail");
  CHECK(post.lists_mentions);
  CHECK(post.lists_hashtags);
  CHECK(post.likes == 1);
  CHECK(post.reposts == 2);
  CHECK(post.replies == 3);
  CHECK(frame.key == post_key("demo", "p1"));
}

TEST_CASE("an NDJSON post with the three required fields knows nothing else", "[decode]") {
  const auto frame = decode_line(Wire::posts, R"({"id":"p","text":"","author":{"id":"a"}})");
  REQUIRE(frame.kind == FrameKind::post);
  CHECK(frame.post.source == "posts");
  CHECK(frame.post.text.empty());
  CHECK_FALSE(frame.post.lists_mentions);
  CHECK_FALSE(frame.post.lists_hashtags);
  CHECK_FALSE(frame.post.is_repost.has_value());
  CHECK_FALSE(frame.post.is_quote.has_value());
  CHECK_FALSE(frame.post.likes.has_value());
  CHECK_FALSE(frame.post.author.followers.has_value());
  CHECK(frame.post.time == instant_from_us(1'700'000'000'000'000));
}

TEST_CASE("a list of mentions says nothing about hashtags, nor the other way round", "[decode]") {
  const auto frames = decode_lines(
      Wire::posts, {R"({"id":"p","text":"","author":{"id":"a"},"mentions":[]})",
                    R"({"id":"p","text":"","author":{"id":"a"},"hashtags":["x"],"mentions":null})",
                    R"({"id":"p","text":"","author":{"id":"a"}})"});
  CHECK(frames[0].post.lists_mentions);
  CHECK_FALSE(frames[0].post.lists_hashtags);
  CHECK_FALSE(frames[1].post.lists_mentions);
  CHECK(frames[1].post.lists_hashtags);
  CHECK_FALSE(frames[2].post.lists_mentions);
  CHECK_FALSE(frames[2].post.lists_hashtags);
}

TEST_CASE("a post's frame time is its created_at only where the batch says so", "[decode]") {
  auto batch = batch_of({full});
  const auto decoder = Decoders{}.make(Wire::posts);
  CHECK(decode_batch(*decoder, batch)[0].post.time == batch.received);
  batch.time_is_created_at = true;
  const auto frame = decode_batch(*decoder, batch)[0];
  CHECK(frame.post.time == frame.post.created_at);
}

TEST_CASE("a retraction names the post that is gone", "[decode]") {
  const auto frames = decode_lines(
      Wire::posts, {R"({"delete":{"id":"p1","source":"demo"}})", R"({"delete":{"id":7}})",
                    R"({"source":"outer","delete":{"id":"p1"}})", R"({"delete":{}})"});
  CHECK(frames[0].kind == FrameKind::retraction);
  CHECK(frames[0].post.id == "p1");
  CHECK(frames[0].post.source == "demo");
  CHECK(frames[0].key == post_key("demo", "p1"));
  CHECK(frames[1].post.id == "7");
  CHECK(frames[1].post.source == "posts");
  CHECK(frames[2].post.source == "outer");
  CHECK(frames[3].reason == RejectReason::missing_field);
  CHECK(frames[3].detail == "delete.id");
}
