#include <filesystem>
#include <fstream>
#include <numeric>

#include "store_fixture.h"

using namespace tocsin;
using namespace tocsin::test;
using namespace std::chrono_literals;

namespace {

const KindSize& of(const std::vector<KindSize>& sizes, std::string_view kind) {
  for (const KindSize& s : sizes)
    if (s.kind == kind) return s;
  FAIL("no such kind");
  return sizes.front();
}

std::string noise(std::uint64_t seed, std::size_t size) {
  std::string text;
  while (text.size() < size) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    text.push_back(static_cast<char>('a' + (seed >> 59)));
  }
  return text;
}

/// Whether any file of the folder holds these bytes.
bool on_disk(const std::filesystem::path& folder, const std::string& bytes) {
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    const std::string all((std::istreambuf_iterator<char>(in)), {});
    if (all.find(bytes) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a post that is too old is neither shown nor kept", "[retention]") {
  const TempFolder folder;
  const auto store = opened(folder);
  Words old(1, "old-canary-" + noise(1, 40), at_second(0), "jo");
  Words fresh(2, "fresh", at_second(86'400), "jo");
  Commit commit;
  commit.posts = {old.write, fresh.write};
  must_write(*store, commit);
  const Instant now = at_second(0) + bounds::keep_posts + 2h;
  store->enforce_retention(now);
  CHECK_FALSE(store->post(PostKey{1}));
  CHECK(store->post(PostKey{2}));
  CHECK(store->posts(std::vector{PostKey{1}})[0] == std::nullopt);
  CHECK(store->posts_of(author_key("test", "jo")) == std::vector{PostKey{2}});
  store->enforce_retention(now + 48h);
  std::vector<PostKey> left;
  store->each_post_key([&](PostKey key) { left.push_back(key); });
  CHECK(left.empty());
}

TEST_CASE("authors and cases go when nothing was heard of them for long", "[retention]") {
  const TempFolder folder;
  const auto store = opened(folder);
  AuthorState author;
  author.key = AuthorKey{1};
  author.last_seen = at_second(0);
  Case found_case;
  found_case.id = CaseId{{1, 1}};
  found_case.last_post = at_second(0);
  Commit commit;
  commit.authors = {author};
  commit.cases = {found_case};
  author.key = AuthorKey{2};
  author.last_seen = at_second(0) + bounds::keep_cases;
  commit.authors.push_back(author);
  must_write(*store, commit);
  store->enforce_retention(at_second(0) + bounds::keep_cases + 24h * 8);
  CHECK_FALSE(store->author(AuthorKey{1}));
  CHECK(store->author(AuthorKey{2}));
  CHECK_FALSE(store->find_case(CaseId{{1, 1}}));
}

TEST_CASE("an alert goes when nobody has touched it for long", "[retention]") {
  const TempFolder folder;
  const auto store = opened(folder);
  Commit commit;
  for (std::uint64_t n = 1; n <= 700; ++n) {
    Alert a = alert_numbered(n, n, at_second(0));
    if (n % 2 == 0) a.updated = at_second(0) + bounds::keep_cases;
    commit.alerts.push_back(a);
  }
  must_write(*store, commit);
  store->enforce_retention(at_second(0) + bounds::keep_cases + 1h);
  std::uint64_t left = 0;
  store->each_alert([&](const Alert& a) {
    ++left;
    CHECK(a.raised_seq % 2 == 0);
  });
  CHECK(left == 350);
  CHECK_FALSE(store->alert(alert_numbered(1, 1).id));
}

TEST_CASE("an event goes only when it is both old and not among the newest", "[retention][feed]") {
  const TempFolder folder;
  auto options = options_at(folder.path());
  options.retention.feed_events = 100;
  const auto store = opened(options);
  Commit commit;
  for (std::uint64_t seq = 1; seq <= 300; ++seq) {
    Event e = event_of(alert_numbered(seq, seq), seq);
    e.at = at_second(static_cast<std::int64_t>(seq) * 3600);
    commit.events.push_back(e);
  }
  must_write(*store, commit);
  SECTION("old ones beyond the newest hundred go") {
    store->enforce_retention(at_second(50 * 3600) + bounds::keep_feed);
    CHECK(store->first_seq() == 50);
  }
  SECTION("the newest hundred stay however old") {
    store->enforce_retention(at_second(0) + 10'000h);
    CHECK(store->first_seq() == 201);
  }
  SECTION("young ones stay however many") {
    store->enforce_retention(at_second(0));
    CHECK(store->first_seq() == 1);
  }
  CHECK(store->last_seq() == 300);
  const auto events = store->events(0, 1000);
  REQUIRE_FALSE(events.empty());
  CHECK(events.front().seq == store->first_seq());
  CHECK(events.size() == 300 - store->first_seq() + 1);
  const std::uint64_t first = store->first_seq();
  REQUIRE(store->reopen());
  CHECK(store->first_seq() == first);
  CHECK(store->last_seq() == 300);
}

TEST_CASE("dead letters are a ring by bytes", "[retention]") {
  const TempFolder folder;
  auto options = options_at(folder.path());
  options.retention.dead_letter_bytes = 100'000;
  auto store = opened(options);
  const auto write_letters = [&](int from, int to) {
    for (int i = from; i < to; ++i) {
      Commit commit;
      commit.dead_letters.push_back({.source_name = "s",
                                     .reason = RejectReason::not_json,
                                     .detail = std::to_string(i),
                                     .bytes = noise(static_cast<std::uint64_t>(i), 1000),
                                     .at = at_second(i)});
      must_write(*store, commit);
    }
  };
  write_letters(0, 300);
  store.reset();
  store = opened(options);
  write_letters(300, 500);
  int count = 0;
  int last = -1;
  store->each_dead_letter([&](const DeadLetter& d) {
    ++count;
    const int number = std::stoi(d.detail);
    CHECK((last < 0 || number == last + 1));
    last = number;
  });
  CHECK(last == 499);
  CHECK(count >= 95);
  CHECK(count <= 115);
}

TEST_CASE("counters of hours long past go", "[retention]") {
  const TempFolder folder;
  const auto store = opened(folder);
  const auto hour = std::chrono::floor<std::chrono::hours>(at_second(0)).time_since_epoch().count();
  Commit commit;
  commit.rollups = {{"posts", hour, 1}, {"posts", hour + 24 * 400, 1}};
  must_write(*store, commit);
  store->enforce_retention(at_second(0) + bounds::keep_audit + 48h);
  CHECK(store->rollups(0, hour + 1).empty());
  CHECK(store->rollups(hour, hour + 24 * 401).size() == 1);
}

TEST_CASE("a week of posts of which a day is kept takes the size of about a day",
          "[retention][week]") {
  const TempFolder folder;
  auto options = options_at(folder.path());
  options.retention.posts = 24h;
  options.memtable_bytes = 1 << 20;
  options.wal_bytes = 1 << 20;
  const auto store = opened(options);
  std::vector<std::uint64_t> bytes;
  std::uint64_t key = 0;
  for (int hour = 0; hour < 24 * 7; ++hour) {
    const Instant at = at_second(hour * 3600);
    Commit commit;
    std::vector<std::unique_ptr<Words>> words;
    for (int i = 0; i < 30; ++i) {
      ++key;
      words.push_back(std::make_unique<Words>(key * 0x9e3779b97f4a7c15, noise(key, 2000), at));
      commit.posts.push_back(words.back()->write);
    }
    must_write(*store, commit);
    store->enforce_retention(at);
    if (hour % 24 == 23) bytes.push_back(of(store->sizes(), "post").bytes);
  }
  // Days two to seven: within a half more than the first.
  for (std::size_t day = 1; day < bytes.size(); ++day) {
    CAPTURE(day, bytes[0], bytes[day]);
    CHECK(bytes[day] < bytes[0] * 2);
  }
  const auto oldest = of(store->sizes(), "post").oldest;
  REQUIRE(oldest);
  CHECK(*oldest >= at_second((24 * 6 - 3) * 3600));
}

TEST_CASE("sizes tell of each kind how much there is and how old the oldest is", "[retention]") {
  const TempFolder folder;
  const auto store = opened(folder);
  CHECK_FALSE(of(store->sizes(), "post").oldest);
  Words words(1, "x", at_second(77));
  Commit commit;
  commit.posts = {words.write};
  commit.alerts = {alert_numbered(1, 1, at_second(78))};
  commit.events = {event_of(commit.alerts[0], 1, at_second(79))};
  must_write(*store, commit);
  for (int again = 0; again < 2; ++again) {
    const auto sizes = store->sizes();
    CHECK(of(sizes, "post").oldest == at_second(77));
    CHECK(of(sizes, "post").records == 1);
    CHECK(of(sizes, "post").bytes > 0);
    CHECK(of(sizes, "alert").oldest == at_second(78));
    CHECK(of(sizes, "feed").oldest == at_second(79));
    REQUIRE(store->reopen());  // the second time from tables
  }
}

TEST_CASE("after a scrub no file holds the text of a deleted post", "[retention][gone]") {
  const TempFolder folder;
  const auto store = opened(folder);
  // Such noise does not compress away.
  const std::string canary = noise(42, 64);
  Words words(1, canary);
  Commit commit;
  commit.posts = {words.write};
  must_write(*store, commit);
  REQUIRE(on_disk(folder.path(), canary));
  Commit gone;
  gone.gone = {{PostKey{1}, Gone::deleted, at_second(1)}};
  must_write(*store, gone);
  REQUIRE(store->scrub());
  CHECK_FALSE(on_disk(folder.path(), canary));
  CHECK(store->post(PostKey{1})->gone == Gone::deleted);
}
