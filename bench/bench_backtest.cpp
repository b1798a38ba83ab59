/// A back-test over stored mentions (issue 3: a million of them with a thousand rules in ten
/// seconds on two cores), beside a loop that only walks the same records with as many threads.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <rocksdb/db.h>
#include <unistd.h>

#include "bench/match_corpus.h"
#include "bench/temp_folder.h"
#include "rules/backtest.h"
#include "storage/past_posts.h"
#include "storage/rocks_store.h"

namespace {
using namespace tocsin;
using Clock = std::chrono::steady_clock;

struct Options {
  std::size_t posts = 1'000'000;
  std::size_t rules = 1'000;
  int threads = 2;
  bool json = false;
};

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

constexpr std::int64_t begin_us = 1'764'000'000'000'000;

/// Mentions over a day, as the judge would hand them over, in commits of a thousand.
void fill(const std::filesystem::path& folder, const bench::MatchCorpus& corpus,
          std::size_t posts) {
  StoreOptions options;
  options.path = folder;
  options.ballast_bytes = 0;
  auto store = RocksStore::open(options);
  if (!store) throw std::runtime_error(store.error().what);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < posts;) {
    Commit commit;
    commit.number = i / 1000 + 1;
    words.clear();
    words.reserve(4000);
    for (const std::size_t end = std::min(posts, i + 1000); i < end; ++i) {
      PostWrite p;
      const auto n = std::to_string(i);
      p.post.source = "bluesky";
      p.post.id = words.emplace_back("at://did:plc:author" + std::to_string(i % 90'000) +
                                     "/app.bsky.feed.post/3k" + n);
      p.post.text = words.emplace_back("acme " + corpus.texts[i % corpus.texts.size()]);
      p.post.lang = "en";
      p.post.author.id = words.emplace_back("did:plc:author" + std::to_string(i % 90'000));
      p.post.author.handle = words.emplace_back("author" + n + ".bsky.social");
      p.post.author.followers = static_cast<std::int64_t>(i % 5000);
      p.post.time = instant_from_us(begin_us + static_cast<std::int64_t>(i) * 86'400);
      p.key = post_key(p.post.source, p.post.id);
      p.first_seen = p.last_seen = p.post.time;
      p.brands = {"acme"};
      p.kept_rate = i % 7 == 0 ? 0.5F : 1.0F;
      commit.posts.push_back(std::move(p));
    }
    const Commit* one[] = {&commit};
    if (const auto done = (*store)->write(one); !done) throw std::runtime_error(done.error().what);
  }
}

/// One rule in ten has a limit, one in twenty a window.
RuleBookPtr compile(const bench::MatchCorpus& corpus) {
  rules::LoadedPacks packs;
  std::string yaml;
  const auto close = [&] {
    if (!yaml.empty())
      packs.packs.push_back(rules::parse_pack("bench.yaml", yaml, {}, packs.problems));
  };
  for (std::size_t i = 0; i < corpus.rules.size(); ++i) {
    if (i % 400 == 0) {
      close();
      yaml = "pack: bench-" + std::to_string(i / 400) + "\ntitle: Bench\nversion: 1\n";
      if (i == 0) yaml += "brands: [{id: acme, name: Acme, words: [acme]}]\n";
      yaml += "rules:\n";
    }
    yaml += "  - id: r" + std::to_string(i) +
            "\n    title: Rule\n    signal: complaint\n    severity: low\n    status: live\n"
            "    when: 'brand AND (" +
            corpus.rules[i].when + ")'\n";
    if (i % 10 == 3) yaml += "    limit: 1 per author per 1h\n";
    if (i % 20 == 7) yaml += "    repeat: {same: author, at_least: 2, within: 1d}\n";
  }
  close();
  if (!packs.ok()) throw std::runtime_error(to_string(packs.problems.front()));
  auto book = rules::compile(packs, {});
  if (!book) throw std::runtime_error(to_string(book.error().front()));
  return *book;
}

/// The bare loop: the bytes of every record, read by as many threads.
std::uint64_t walk(const StoredPosts& posts, int threads) {
  std::atomic<std::size_t> next{0};
  std::atomic<std::uint64_t> seen{0};
  std::vector<std::jthread> all;
  for (int t = 0; t < threads; ++t)
    all.emplace_back([&] {
      for (std::size_t part = next++; part < posts.parts(); part = next++)
        posts.read(part, Instant::min(), [&](std::span<const PastPost> some) {
          for (const auto& p : some) seen += p.post.text.size() & 1;
        });
    });
  all.clear();
  return seen;
}

int run(const Options& options) {
  const bench::TempFolder folder;
  const auto corpus = bench::MatchMaker(7).make(options.rules, 40'000, 0.3, 0.15);
  const auto book = compile(corpus);
  auto start = Clock::now();
  fill(folder.path, corpus, options.posts);
  const double filling = seconds_since(start);
  auto posts = open_posts_beside(folder.path);
  if (!posts) throw std::runtime_error(posts.error().what);
  walk(**posts, options.threads);  // the files are in the page cache for both
  start = Clock::now();
  const auto odd = walk(**posts, options.threads);
  const double bare = seconds_since(start);

  rules::BacktestOrder order;
  order.book = book;
  order.threads = options.threads;
  const auto result = rules::run_backtest(**posts, order);
  if (!result) throw std::runtime_error(result.error());
  if (result->posts != options.posts) throw std::runtime_error("not every post was read");
  order.threads = 1;
  const auto again = rules::run_backtest(**posts, order);
  if (!again || again->sum.raising.kept != result->sum.raising.kept ||
      again->sum.cases != result->sum.cases)
    throw std::runtime_error("another number of threads gave another result");
  std::printf(options.json ? "{\"name\":\"backtest\",\"posts\":%zu,\"rules\":%zu,\"threads\":%d,"
                             "\"seconds\":%.2f,\"walk_seconds\":%.2f,\"one_thread_seconds\":%.2f,"
                             "\"raising\":%llu,\"fill_seconds\":%.1f}\n"
                           : "%zu posts, %zu rules, %d threads: %.2f s (reading them alone: %.2f "
                             "s; with one thread: %.2f s), %llu findings raise; filled in %.1f s\n",
              options.posts, options.rules, options.threads, result->seconds, bare, again->seconds,
              static_cast<unsigned long long>(result->sum.raising.kept), filling);
  return odd == ~0ULL ? 2 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    options.json = options.json || std::strcmp(argv[i], "--json") == 0;
    if (std::strcmp(argv[i], "--smoke") == 0) options.posts = 20'000;
    if (i + 1 == argc) continue;
    if (std::strcmp(argv[i], "--posts") == 0)
      options.posts = std::strtoull(argv[i + 1], nullptr, 10);
    if (std::strcmp(argv[i], "--rules") == 0)
      options.rules = std::strtoull(argv[i + 1], nullptr, 10);
    if (std::strcmp(argv[i], "--threads") == 0) options.threads = std::atoi(argv[i + 1]);
  }
  try {
    return run(options);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_backtest: %s\n", e.what());
    return 1;
  }
}
