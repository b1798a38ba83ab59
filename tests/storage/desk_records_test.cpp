#include "storage/desk_records.h"

#include <catch2/catch_test_macros.hpp>

#include "engine/desk/bounds.h"
#include "engine/desk/desk_changes.h"
#include "filled.h"
#include "storage/keys.h"
#include "storage/records.pb.h"
#include "store_fixture.h"

using namespace tocsin;
using namespace tocsin::test;

namespace {

TimelineEntry line_in(CaseId in, std::uint64_t seq, std::uint32_t part, const std::string& text) {
  TimelineEntry entry;
  entry.at = instant_from_us(1'795'255'200'000'000);
  entry.in = in;
  entry.seq = seq;
  entry.part = part;
  entry.kind = "noted";
  entry.text = text;
  return entry;
}

std::string texts(const RocksStore& store, CaseId in, std::size_t most = 100) {
  std::string all;
  for (const auto& line : store.timeline(in, most)) all += line.text;
  return all;
}

}  // namespace

TEST_CASE("what people did comes back from its record, field by field", "[records]") {
  const auto deed = filled<Deed>();
  std::string bytes;
  storage::encode(deed, bytes);
  Deed deed_back;
  REQUIRE(storage::decode(bytes, deed.began, deed_back));
  CHECK(differences(deed, deed_back) == 0);
  storage::proto::Deed message;
  REQUIRE(message.ParseFromString(bytes));
  CHECK(message.SerializeAsString() == bytes);

  const auto entry = filled<TimelineEntry>();
  storage::encode(entry, bytes);
  TimelineEntry entry_back;
  const auto key = storage::timeline_key(entry.in, entry.seq, entry.part);
  REQUIRE(storage::decode_timeline({key.bytes.data(), key.bytes.size()}, bytes, entry_back));
  CHECK(differences(entry, entry_back) == 0);
  CHECK_FALSE(storage::decode_timeline("short", bytes, entry_back));

  auto reply = filled<Reply>();
  reply.id = reply_id(reply.in, reply.number);  // follows from its place
  storage::encode(reply, bytes);
  Reply reply_back;
  const auto place = storage::reply_key(reply.in, reply.number);
  REQUIRE(storage::decode_reply({place.bytes.data(), place.bytes.size()}, bytes, reply_back));
  CHECK(differences(reply, reply_back) == 0);
  CHECK_FALSE(storage::decode_reply("short", bytes, reply_back));
}

TEST_CASE("a case's timeline is in order, its newest lines first to be shown", "[store]") {
  const TempFolder folder;
  const auto store = opened(folder);
  CaseId one, two;
  one.low = 1;
  two.low = 2;
  Commit commit;
  commit.number = 1;
  commit.must_sync = true;
  commit.desk = std::make_shared<DeskChanges>();
  commit.desk->timeline = {line_in(two, 1, 0, "z"), line_in(one, 300, 0, "c"),
                           line_in(one, 2, 1, "b"), line_in(one, 2, 0, "a")};
  Deed deed;
  deed.began = 2;
  commit.desk->deeds = {deed};
  must_write(*store, commit);
  CHECK(texts(*store, one) == "abc");
  CHECK(texts(*store, one, 2) == "bc");
  CHECK(texts(*store, two) == "z");

  Commit later;
  later.number = 2;
  later.desk = std::make_shared<DeskChanges>();
  later.desk->timeline = {line_in(one, 2, 1, "")};
  later.desk->forgotten = {2};
  must_write(*store, later);
  CHECK(texts(*store, one) == "ac");
  int deeds = 0;
  store->each_deed([&](const Deed&) { ++deeds; });
  CHECK(deeds == 0);

  store->enforce_retention(instant_from_us(1'795'255'200'000'000) + std::chrono::hours(24 * 200));
  CHECK(texts(*store, one).empty());
}

TEST_CASE("a search that is not wanted any more ends, and says that it is not whole", "[store]") {
  const TempFolder folder;
  const auto store = opened(folder);
  const std::uint64_t count = bounds::posts_between_looks + 10;
  std::vector<Post> posts(count);
  std::vector<PostViewArrays> arrays(count);
  Commit commit;
  commit.number = 1;
  for (std::uint64_t i = 0; i < count; ++i) {
    posts[i].source = "one";
    posts[i].id = "p" + std::to_string(i);
    PostWrite write;
    write.key = post_key(posts[i].source, posts[i].id);
    write.post = view_of(posts[i], arrays[i]);
    write.last_seen = instant_from_us(1'795'255'200'000'000);
    commit.posts.push_back(std::move(write));
  }
  must_write(*store, commit);
  PostQuery query;
  query.unwanted = [] { return true; };
  auto page = store->search(query);
  CHECK(page.searched == bounds::posts_between_looks);
  CHECK_FALSE(page.all);
  query.unwanted = [] { return false; };
  page = store->search(query);
  CHECK(page.searched == count);
  CHECK(page.all);
}

TEST_CASE("a search finds all words, newest first, page by page", "[store]") {
  const TempFolder folder;
  const auto store = opened(folder);
  std::vector<std::unique_ptr<Post>> texts;
  Commit commit;
  commit.number = 1;
  std::vector<std::unique_ptr<PostViewArrays>> arrays;
  for (int i = 0; i < 40; ++i) {
    auto& post = *texts.emplace_back(std::make_unique<Post>());
    post.source = i % 2 ? "one" : "two";
    post.id = "p" + std::to_string(i);
    post.author.id = "a" + std::to_string(i % 4);
    post.text = i % 4 == 0 ? "ACME ist KAPUTT, Straße " + std::to_string(i) : "acme hums";
    PostWrite write;
    write.key = post_key(post.source, post.id);
    write.post = view_of(post, *arrays.emplace_back(std::make_unique<PostViewArrays>()));
    write.last_seen = instant_from_us(1'795'255'200'000'000 + i / 2 * 1'000'000);
    write.brands = {i % 8 ? "acme" : "zeta"};
    write.unscanned = i == 7;
    commit.posts.push_back(std::move(write));
  }
  must_write(*store, commit);
  const auto ids = [&](PostQuery query) {
    std::vector<std::string> found;
    for (int pages = 0; pages < 50; ++pages) {
      const auto page = store->search(query);
      for (const auto& kept : page.posts) found.push_back(kept.post.id);
      CHECK(page.all);
      CHECK(page.searched == 40);
      if (!page.next) break;
      query.after = page.next;
    }
    return found;
  };
  PostQuery query;
  query.limit = 3;
  CHECK(ids(query).size() == 40);
  query.words = {"kaputt", "STRASSE"};
  CHECK(ids(query) == std::vector<std::string>{"p36", "p32", "p28", "p24", "p20", "p16", "p12",
                                               "p8", "p4", "p0"});
  query.brands = {"zeta"};
  CHECK(ids(query) == std::vector<std::string>{"p32", "p24", "p16", "p8", "p0"});
  query.from = instant_from_us(1'795'255'200'000'000 + 8 * 1'000'000);
  query.to = instant_from_us(1'795'255'200'000'000 + 16 * 1'000'000);
  CHECK(ids(query) == std::vector<std::string>{"p24", "p16"});
  query = {};
  query.unscanned = true;
  CHECK(ids(query) == std::vector<std::string>{"p7"});
  query = {};
  query.author = "a1";
  query.sources = {"two"};
  CHECK(ids(query).empty());
  query.sources = {"one"};
  CHECK(ids(query).size() == 10);
  Commit gone;
  gone.number = 2;
  gone.gone = {{post_key("one", "p1"), Gone::deleted, {}}};
  must_write(*store, gone);
  CHECK(ids(query).size() == 9);
}
