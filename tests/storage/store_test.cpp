#include "filled.h"
#include "store_fixture.h"

using namespace tocsin;
using namespace tocsin::test;

TEST_CASE("what one commit holds is there after it, and after the next start", "[store]") {
  const TempFolder folder;
  Words words(7, "my line is dead");
  AuthorState author = filled<AuthorState>();
  Alert alert = filled<Alert>();
  Case found_case = filled<Case>();
  Event event = filled<Event>();
  event.seq = 1;
  alert.raised_seq = 1;
  {
    const auto store = opened(folder);
    Commit commit;
    commit.number = 1;
    commit.posts = {words.write};
    commit.authors = {author};
    commit.alerts = {alert};
    commit.cases = {found_case};
    commit.events = {event};
    commit.cursors = {{"bluesky-main", "1700000000000000"}};
    commit.meta = {{"judge/time", "5"}};
    commit.rollups = {{"posts", 472'222, 3}};
    commit.must_sync = true;
    must_write(*store, commit);
    CHECK(store->last_seq() == 1);
  }
  const auto store = opened(folder);
  REQUIRE(store->post(PostKey{7}));
  CHECK(store->post(PostKey{7})->post.text == "my line is dead");
  CHECK(differences(author, store->author(author.key).value()) == 0);
  CHECK(differences(alert, store->alert(alert.id).value()) == 0);
  CHECK(differences(found_case, store->find_case(found_case.id).value()) == 0);
  const auto events = store->events(0, 10);
  REQUIRE(events.size() == 1);
  CHECK(differences(event, events[0]) == 0);
  CHECK(store->first_seq() == 1);
  CHECK(store->last_seq() == 1);
  CHECK(store->cursor("bluesky-main") == "1700000000000000");
  CHECK(store->meta("judge/time") == "5");
  REQUIRE(store->rollups(472'222, 472'223).size() == 1);
  CHECK(store->rollups(472'222, 472'223)[0].by == 3);
}

TEST_CASE("a new store is empty", "[store]") {
  const TempFolder folder;
  const auto store = opened(folder);
  CHECK(store->first_seq() == 1);
  CHECK(store->last_seq() == 0);
  CHECK(store->events(0, 10).empty());
  CHECK_FALSE(store->post(PostKey{1}));
  CHECK_FALSE(store->author(AuthorKey{1}));
  CHECK_FALSE(store->alert(AlertId{{1, 1}}));
  CHECK_FALSE(store->meta("store/schema"));
  CHECK(store->cursor("x").empty());
  CHECK(store->alerts({}).empty());
  CHECK(store->cases({}).empty());
}

TEST_CASE("of one record in several commits the last is written", "[store]") {
  const TempFolder folder;
  const auto store = opened(folder);
  Words first(7, "first");
  Words second(7, "second");
  Commit one;
  one.number = 1;
  one.posts = {first.write};
  AuthorState author;
  author.key = AuthorKey{3};
  author.handle = "old";
  one.authors = {author};
  one.cursors = {{"s", "1"}};
  one.meta = {{"k", "1"}, {"gone", "1"}};
  one.rollups = {{"posts", 5, 2}};
  Commit two;
  two.number = 2;
  two.posts = {second.write};
  author.handle = "new";
  two.authors = {author};
  two.cursors = {{"s", "2"}, {"t", ""}};
  two.meta = {{"k", "2"}, {"gone", ""}};
  two.rollups = {{"posts", 5, 40}};
  must_write(*store, {&one, &two});
  CHECK(store->post(PostKey{7})->post.text == "second");
  CHECK(store->author(AuthorKey{3})->handle == "new");
  CHECK(store->cursor("s") == "2");
  CHECK(store->meta("k") == "2");
  CHECK_FALSE(store->meta("gone"));
  CHECK(store->rollups(5, 6)[0].by == 42);
}

TEST_CASE("the judge's small state is listed by prefix", "[store]") {
  const TempFolder folder;
  const auto store = opened(folder);
  Commit commit;
  commit.meta = {{"judge/b", "2"}, {"judge/a", "1"}, {"other", "3"}};
  must_write(*store, commit);
  std::string seen;
  store->each_meta("judge/", [&](std::string_view key, std::string_view value) {
    seen.append(key).append("=").append(value).append(" ");
  });
  CHECK(seen == "judge/a=1 judge/b=2 ");
}

TEST_CASE("a deletion takes the text of what is kept", "[store][gone]") {
  const TempFolder folder;
  const auto store = opened(folder);
  Words words(7, "canary text");
  Commit kept;
  kept.posts = {words.write};
  must_write(*store, kept);
  Commit deleted;
  deleted.gone = {{PostKey{7}, Gone::deleted, at_second(9)}};
  must_write(*store, deleted);
  const auto post = store->post(PostKey{7});
  REQUIRE(post);
  CHECK(post->gone == Gone::deleted);
  CHECK(post->post.text.empty());
  CHECK(post->post.id == "p7");
}

TEST_CASE("a post that is written and deleted in one go keeps no text", "[store][gone]") {
  const TempFolder folder;
  const auto store = opened(folder);
  Words words(7, "canary text");
  Commit both;
  both.posts = {words.write};
  both.gone = {{PostKey{7}, Gone::deleted, at_second(9)}};
  SECTION("in one commit") {
    must_write(*store, both);
  }
  SECTION("in two that are written together") {
    Commit later;
    std::swap(later.gone, both.gone);
    must_write(*store, {&both, &later});
  }
  CHECK(store->post(PostKey{7})->gone == Gone::deleted);
  CHECK(store->post(PostKey{7})->post.text.empty());
  CHECK(store->post(PostKey{7})->post.id == "p7");
}

TEST_CASE("a post that comes back after its deletion has its text again", "[store][gone]") {
  const TempFolder folder;
  const auto store = opened(folder);
  Words words(7, "back again");
  Commit first;
  first.gone = {{PostKey{7}, Gone::deleted, at_second(9)}};
  Commit then;
  then.posts = {words.write};
  must_write(*store, {&first, &then});
  CHECK(store->post(PostKey{7})->gone == Gone::no);
  CHECK(store->post(PostKey{7})->post.text == "back again");
}

TEST_CASE("the deletion of a post that was never kept leaves nothing", "[store][gone]") {
  const TempFolder folder;
  const auto store = opened(folder);
  Commit commit;
  commit.gone = {{PostKey{7}, Gone::deleted, at_second(9)}};
  must_write(*store, commit);
  CHECK_FALSE(store->post(PostKey{7}));
}

TEST_CASE("what is erased stays erased when it is deleted too", "[store][gone]") {
  const TempFolder folder;
  const auto store = opened(folder);
  Words words(7, "canary");
  Commit commit;
  commit.posts = {words.write};
  commit.gone = {{PostKey{7}, Gone::erased, at_second(1)}};
  must_write(*store, commit);
  Commit later;
  later.gone = {{PostKey{7}, Gone::deleted, at_second(2)}};
  must_write(*store, later);
  CHECK(store->post(PostKey{7})->gone == Gone::erased);
  CHECK(store->post(PostKey{7})->post.author.id.empty());
}

TEST_CASE("the posts of an author are known, without those that are gone", "[store]") {
  const TempFolder folder;
  const auto store = opened(folder);
  Words a(1, "a", at_second(0), "jo");
  Words b(2, "b", at_second(0), "jo");
  Words c(3, "c", at_second(0), "ann");
  Commit commit;
  commit.posts = {a.write, b.write, c.write};
  must_write(*store, commit);
  CHECK(store->posts_of(author_key("test", "jo")) == std::vector{PostKey{1}, PostKey{2}});
  Commit gone;
  gone.gone = {{PostKey{1}, Gone::deleted, at_second(1)}};
  must_write(*store, gone);
  CHECK(store->posts_of(author_key("test", "jo")) == std::vector{PostKey{2}});
  CHECK(store->posts_of(author_key("test", "nobody")).empty());
}

TEST_CASE("posts are looked up together, in the order that was asked for", "[store]") {
  const TempFolder folder;
  const auto store = opened(folder);
  Words a(1, "a");
  Words b(2, "b");
  Commit commit;
  commit.posts = {a.write, b.write};
  must_write(*store, commit);
  const auto found = store->posts(std::vector{PostKey{2}, PostKey{9}, PostKey{1}, PostKey{2}});
  REQUIRE(found.size() == 4);
  CHECK(found[0]->post.text == "b");
  CHECK_FALSE(found[1]);
  CHECK(found[2]->post.text == "a");
  CHECK(found[3]->post.text == "b");
  CHECK(store->posts({}).empty());
}

TEST_CASE("kept posts are walked from a time on, until the visitor has enough", "[store]") {
  const TempFolder folder;
  const auto store = opened(folder);
  Words old(1, "old", at_second(0));
  Words fresh(2, "new", at_second(100));
  Words newest(3, "newest", at_second(200));
  Commit commit;
  commit.posts = {old.write, fresh.write, newest.write};
  must_write(*store, commit);
  std::string texts;
  store->each_post(at_second(100), [&](const KeptPost& p) {
    texts += p.post.text + ' ';
    return true;
  });
  CHECK(texts == "new newest ");
  int visits = 0;
  store->each_post(at_second(0), [&](const KeptPost&) { return ++visits < 2; });
  CHECK(visits == 2);
  std::vector<PostKey> keys;
  store->each_post_key([&](PostKey key) { keys.push_back(key); });
  CHECK(keys == std::vector{PostKey{1}, PostKey{2}, PostKey{3}});
}

TEST_CASE("events are read in order from a number on", "[store][feed]") {
  const TempFolder folder;
  const auto store = opened(folder);
  Commit commit;
  for (std::uint64_t seq = 1; seq <= 300; ++seq)
    commit.events.push_back(event_of(alert_numbered(seq, seq), seq));
  must_write(*store, commit);
  const auto some = store->events(254, 10);
  REQUIRE(some.size() == 10);
  CHECK(some.front().seq == 255);
  CHECK(some.back().seq == 264);
  CHECK(store->events(300, 10).empty());
  CHECK(store->events(299, 10).size() == 1);
  CHECK(store->events(0, 0).empty());
}
