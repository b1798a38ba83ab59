#include <catch2/catch_test_macros.hpp>

#include "tests/connectors/decoding.h"

using namespace tocsin;
using namespace tocsin::test;

namespace {

// A commit of a post; `record` is what stands in the record beside its type.
std::string commit(const std::string& record, const std::string& operation = "create") {
  return R"({"did":"did:plc:jo","time_us":1783175888094841,"kind":"commit","commit":{"rev":"r",)"
         R"("operation":")" +
         operation + R"(","collection":"app.bsky.feed.post","rkey":"k1","record":{)" +
         R"("$type":"app.bsky.feed.post","createdAt":"2026-07-04T14:38:08.420Z",)" + record +
         R"(},"cid":"c"},"cursor":77})";
}

Post post_of(const std::string& record) {
  const auto frame = decode_line(Wire::jetstream, commit(record));
  INFO(name_of(frame.reason) << " " << frame.detail);
  REQUIRE(frame.kind == FrameKind::post);
  return frame.post;
}

std::string part(const Post& post, std::size_t i) {
  return post.text.substr(post.parts[i].begin, post.parts[i].end - post.parts[i].begin);
}

std::string event(const std::string& kind, const std::string& body) {
  return R"({"did":"did:plc:jo","time_us":1783175888094841,"kind":")" + kind + "\",\"" + kind +
         "\":{" + body + "}}";
}

}  // namespace

TEST_CASE("a created post has id, address, author, languages and both times", "[decode]") {
  const auto frame = decode_line(Wire::jetstream, commit(R"("langs":["de","en"],"text":"hallo")"));
  REQUIRE(frame.kind == FrameKind::post);
  const auto& post = frame.post;
  CHECK(post.change == PostChange::created);
  CHECK(post.source == "bluesky");
  CHECK(post.id == "at://did:plc:jo/app.bsky.feed.post/k1");
  CHECK(post.url == "https://bsky.app/profile/did:plc:jo/post/k1");
  CHECK(post.author.id == "did:plc:jo");
  CHECK(post.text == "hallo");
  CHECK(post.lang == "de");
  CHECK(post.langs == std::vector<std::string>{"de", "en"});
  CHECK(post.time == instant_from_us(1783175888094841));
  REQUIRE(post.created_at);
  CHECK(us_of(*post.created_at) == 1783175888420000);
  CHECK(post.is_repost == false);
  CHECK(post.is_quote == false);
  CHECK_FALSE(post.is_reply());
  CHECK(post.conversation.empty());
  CHECK(post.lists_mentions);
  CHECK(post.lists_hashtags);
  CHECK(post.parts.empty());
  CHECK(frame.key == post_key("bluesky", post.id));
}

TEST_CASE("an update is an edit, a delete a retraction", "[decode]") {
  const auto edit = decode_line(Wire::jetstream, commit(R"("text":"now so")", "update"));
  REQUIRE(edit.kind == FrameKind::post);
  CHECK(edit.post.change == PostChange::edited);
  const auto gone = decode_line(
      Wire::jetstream,
      R"({"did":"did:plc:jo","time_us":5,"kind":"commit","commit":{"rev":"r","operation":"delete",)"
      R"("collection":"app.bsky.feed.post","rkey":"k1"}})");
  REQUIRE(gone.kind == FrameKind::retraction);
  CHECK(gone.key == edit.key);
  CHECK(gone.post.id == edit.post.id);
  CHECK(gone.post.source == "bluesky");
  CHECK(gone.post.author.id == "did:plc:jo");
  CHECK(gone.post.time == instant_from_us(5));
}

TEST_CASE("a reply knows its conversation, what it answers and whose that was", "[decode]") {
  const auto post =
      post_of(R"("reply":{"parent":{"cid":"c","uri":"at://did:plc:b/app.bsky.feed.post/2"},)"
              R"("root":{"cid":"c","uri":"at://did:plc:a/app.bsky.feed.post/1"}},"text":"no")");
  CHECK(post.conversation == "at://did:plc:a/app.bsky.feed.post/1");
  CHECK(post.reply_to == "at://did:plc:b/app.bsky.feed.post/2");
  CHECK(post.reply_to_account == "did:plc:b");
}

TEST_CASE("a quote names the post, alone or beside media; a quoted feed is no quote", "[decode]") {
  const std::string uri = "at://did:plc:b/app.bsky.feed.post/2";
  const auto alone =
      post_of(R"("embed":{"$type":"app.bsky.embed.record","record":{"cid":"c","uri":")" + uri +
              R"("}},"text":"this")");
  CHECK(alone.is_quote == true);
  CHECK(alone.quoted_id == uri);
  const auto beside = post_of(
      R"("embed":{"$type":"app.bsky.embed.recordWithMedia","media":{"images":[{"alt":"a cat"}]},)"
      R"("record":{"$type":"app.bsky.embed.record","record":{"cid":"c","uri":")" +
      uri + R"("}}},"text":"this")");
  CHECK(beside.is_quote == true);
  CHECK(beside.quoted_id == uri);
  CHECK(beside.media == std::vector<std::string>{"image"});
  CHECK(beside.text == "this\na cat");
  const auto feed = post_of(
      R"("embed":{"record":{"cid":"c","uri":"at://did:plc:b/app.bsky.feed.generator/f"}},"text":"x")");
  CHECK(feed.is_quote == false);
  CHECK(feed.quoted_id.empty());
}

TEST_CASE("facets give mentions, hashtags and links with their bytes", "[decode]") {
  // `é` and the flame are two and four bytes: the offsets are bytes of UTF-8.
  const auto post = post_of(
      R"("facets":[{"features":[{"$type":"app.bsky.richtext.facet#mention","did":"did:plc:acme"}],)"
      R"("index":{"byteEnd":8,"byteStart":3}},)"
      R"({"index":{"byteStart":14,"byteEnd":19},"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"fail"}]},)"
      R"({"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://a.example/long"}],"index":{"byteEnd":25,"byteStart":20}}],)"
      R"("text":"é @acme 🔥 #fail a.exa")");
  CHECK(post.text.substr(3, 5) == "@acme");
  REQUIRE(post.mentions.size() == 1);
  CHECK(post.mentions[0].account == "did:plc:acme");
  CHECK(post.mentions[0].handle == "acme");
  CHECK(post.mentions[0].begin == 3);
  CHECK(post.mentions[0].end == 8);
  REQUIRE(post.hashtags.size() == 1);
  CHECK(post.hashtags[0].name == "fail");
  CHECK(post.text.substr(post.hashtags[0].begin, 5) == "#fail");
  CHECK(post.links == std::vector<std::string>{"https://a.example/long"});
}

TEST_CASE("a facet outside the text or within a character keeps what it names", "[decode]") {
  for (const std::string index :
       {R"({"byteStart":0,"byteEnd":99})", R"({"byteStart":-1,"byteEnd":2})",
        R"({"byteStart":2,"byteEnd":1})", R"({"byteStart":1,"byteEnd":3})",
        R"({"byteStart":1e99,"byteEnd":"x"})", R"({"byteStart":4294967296,"byteEnd":4294967300})",
        "{}", "7"}) {
    INFO(index);
    const auto post = post_of(R"("facets":[{"index":)" + index +
                              R"(,"features":[{"did":"did:plc:x"},{"tag":"t"}]}],"text":"é @x")");
    REQUIRE(post.mentions.size() == 1);
    CHECK(post.mentions[0].account == "did:plc:x");
    CHECK(post.mentions[0].handle.empty());
    CHECK(post.mentions[0].end == 0);
    REQUIRE(post.hashtags.size() == 1);
    CHECK(post.hashtags[0].begin == 0);
    CHECK(post.hashtags[0].end == 0);
  }
}

TEST_CASE("a card's address is a link, once even where the text has it too", "[decode]") {
  const auto post = post_of(
      R"("embed":{"$type":"app.bsky.embed.external","external":{"title":"T","uri":"https://a.example"}},)"
      R"("facets":[{"features":[{"uri":"https://a.example"}],"index":{"byteStart":0,"byteEnd":1}}],)"
      R"("text":"a")");
  CHECK(post.links == std::vector<std::string>{"https://a.example"});
}

TEST_CASE("media descriptions stand behind the body, each as its part", "[decode]") {
  const auto post = post_of(
      R"("embed":{"$type":"app.bsky.embed.images","images":[{"alt":"one","image":{"size":1}},)"
      R"({"alt":"","image":{}},{"alt":"zw\u00f6i","image":{}}]},"text":"body")");
  CHECK(post.text == "body\none\nzwöi");
  REQUIRE(post.parts.size() == 3);
  CHECK(post.parts[0].part == Part::body);
  CHECK(part(post, 0) == "body");
  CHECK(post.parts[1].part == Part::media);
  CHECK(part(post, 1) == "one");
  CHECK(part(post, 2) == "zwöi");
  CHECK(post.media == std::vector<std::string>{"image"});
  const auto video = post_of(
      R"("embed":{"$type":"app.bsky.embed.video","alt":"a storm","video":{"size":1}},"text":"")");
  CHECK(video.text == "a storm");
  REQUIRE(video.parts.size() == 1);
  CHECK(video.parts[0].part == Part::media);
  CHECK(video.media == std::vector<std::string>{"video"});
}

TEST_CASE("hashtags beside the text are hashtags without a place", "[decode]") {
  const auto post = post_of(R"("tags":["outage","acme"],"text":"down")");
  REQUIRE(post.hashtags.size() == 2);
  CHECK(post.hashtags[1].name == "acme");
  CHECK(post.hashtags[1].end == 0);
}

TEST_CASE("what a client wrote wrongly beside the text does not lose the post", "[decode]") {
  const auto post = post_of(
      R"("langs":"en","reply":[],"facets":{},"embed":7,"tags":[1,{"a":[]}],"createdAt":null,)"
      R"("text":"still here")");
  CHECK(post.text == "still here");
  CHECK(post.langs.empty());
  CHECK_FALSE(post.is_reply());
}

TEST_CASE("a post is read whatever the order of its frame's fields", "[decode]") {
  const auto frame = decode_line(
      Wire::jetstream,
      R"({"commit":{"record":{"text":"hi"},"rkey":"k1","collection":"app.bsky.feed.post",)"
      R"("operation":"create"},"kind":"commit","time_us":7,"did":"did:plc:jo"})");
  REQUIRE(frame.kind == FrameKind::post);
  CHECK(frame.post.text == "hi");
  // A record that is no post may have any `text`; that is known only when the collection comes.
  const auto other = decode_line(
      Wire::jetstream,
      R"({"commit":{"record":{"text":7,"langs":["x"]},"rkey":"k1","collection":"a.b.c",)"
      R"("operation":"create"},"kind":"commit","time_us":7,"did":"did:plc:jo"})");
  REQUIRE(other.kind == FrameKind::other);
  CHECK(other.other_kind == "a.b.c");
}

TEST_CASE("other collections and kinds are counted by their names", "[decode]") {
  const auto frames = decode_lines(
      Wire::jetstream,
      {R"({"did":"did:plc:jo","time_us":5,"kind":"commit","commit":{"operation":"create",)"
       R"("collection":"app.bsky.feed.like","rkey":"k","record":{"subject":{"uri":"x"}}}})",
       R"({"did":"did:plc:jo","time_us":5,"kind":"commit","commit":{"operation":"delete",)"
       R"("collection":"app.bsky.feed.repost","rkey":"k"}})",
       event("sync", "")});
  CHECK(frames[0].kind == FrameKind::other);
  CHECK(frames[0].other_kind == "app.bsky.feed.like");
  CHECK(frames[1].other_kind == "app.bsky.feed.repost");
  CHECK(frames[2].kind == FrameKind::other);
  CHECK(frames[2].other_kind == "sync");
}

TEST_CASE("account and identity events tell what became of whom", "[decode]") {
  const auto frames = decode_lines(
      Wire::jetstream,
      {event("account", R"("active":false,"did":"did:plc:jo","seq":1,"status":"takendown")"),
       event("account", R"("active":false)"), event("account", R"("active":true,"status":null)"),
       event("identity", R"("did":"did:plc:jo","handle":"jo.example")"),
       event("identity", R"("handle":null)")});
  CHECK(frames[0].kind == FrameKind::account_gone);
  CHECK(frames[0].account_status == "takendown");
  CHECK(frames[0].post.author.id == "did:plc:jo");
  CHECK(frames[0].post.source == "bluesky");
  CHECK(frames[1].account_status == "deactivated");
  CHECK(frames[2].kind == FrameKind::account_back);
  CHECK(frames[3].kind == FrameKind::identity);
  CHECK(frames[3].post.author.handle == "jo.example");
  CHECK(frames[4].kind == FrameKind::identity);
  CHECK(frames[4].post.author.handle.empty());
}
