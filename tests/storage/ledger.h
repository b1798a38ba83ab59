#pragma once
#include <cstdint>
#include <memory>
#include <random>
#include <string>

#include "store_fixture.h"

/// Commits of which a store can later be asked whether it holds exactly the first n of them.
namespace tocsin::test {

/// The n-th commit: a post, an author, an alert with its event, a letter, the cursor, a counter.
class LedgerCommit {
 public:
  LedgerCommit(std::uint64_t n, std::size_t text_bytes, bool must_sync)
      : words_(n, text_of(n, text_bytes), at_second(static_cast<std::int64_t>(n))) {
    commit.number = n;
    commit.posts = {words_.write};
    AuthorState author;
    author.key = AuthorKey{n};
    author.last_seen = words_.write.last_seen;
    commit.authors = {author};
    commit.alerts = {alert_numbered(n, n)};
    commit.events = {event_of(commit.alerts[0], n)};
    commit.dead_letters.push_back({.source_name = "ledger",
                                   .reason = RejectReason::not_json,
                                   .detail = std::to_string(n),
                                   .bytes = "{",
                                   .at = {}});
    commit.cursors = {{"ledger", std::to_string(n)}};
    commit.meta = {{"ledger", std::to_string(n)}};
    commit.rollups = {{"commits", 1, 1}};
    commit.must_sync = must_sync;
  }
  /// Looks random to compression, and is known from n and its size.
  static std::string text_of(std::uint64_t n, std::size_t bytes) {
    std::mt19937_64 random(n);
    std::string text(bytes, ' ');
    for (char& c : text) c = static_cast<char>('!' + random() % 90);
    return text;
  }
  Commit commit;

 private:
  Words words_;
};

/// Checks that the store holds commits 1 … n whole and once and nothing of any other; returns n.
inline std::uint64_t ledger_in(const RocksStore& store) {
  const std::uint64_t n = store.last_seq();
  const std::string number = n == 0 ? "" : std::to_string(n);
  CHECK(store.cursor("ledger") == number);
  CHECK(store.meta("ledger").value_or("") == number);
  const auto counted = store.rollups(1, 2);
  CHECK((counted.empty() ? 0 : counted[0].by) == static_cast<std::int64_t>(n));
  std::uint64_t expected = 0;
  std::uint64_t posts = 0;
  store.each_alert([&](const Alert& a) { expected += a.raised_seq == expected + 1 ? 1 : 0; });
  CHECK(expected == n);
  bool texts_whole = true;
  store.each_post({}, [&](const KeptPost& p) {
    ++posts;
    const std::uint64_t key = std::stoull(p.post.id.substr(1));
    texts_whole = texts_whole && p.post.text == LedgerCommit::text_of(key, p.post.text.size());
    return true;
  });
  CHECK(posts == n);
  CHECK(texts_whole);
  std::uint64_t letters = 0;
  bool letters_dense = true;
  store.each_dead_letter([&](const DeadLetter& d) {
    letters_dense = letters_dense && d.detail == std::to_string(++letters);
  });
  CHECK(letters == n);
  CHECK(letters_dense);
  std::uint64_t seq = 0;
  for (auto some = store.events(0, 500); !some.empty(); some = store.events(seq, 500))
    for (const Event& e : some) {
      if (e.seq != seq + 1) FAIL("the feed has a hole at " << seq + 1);
      seq = e.seq;
    }
  CHECK(seq == n);
  if (n > 0) {
    CHECK(store.author(AuthorKey{n}));
    CHECK_FALSE(store.author(AuthorKey{n + 1}));
  }
  return n;
}

}  // namespace tocsin::test
