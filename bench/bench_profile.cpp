/// What measuring rules costs the line (issue 3: under 1 %): CPU time of the whole process for the
/// same posts, with the profile and without it, alternately; and whether the slow rule among the
/// others is found to be the dearest.
///   bench_profile [--json] [--smoke]
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include "bench/pipeline_corpus.h"
#include "bench/side_by_side.h"
#include "connectors/decoders.h"
#include "engine/pipeline/pipeline.h"
#include "rules/rules.h"
#include "storage/rocks_store.h"
#include "tools/rule_profile.h"

using namespace tocsin;

namespace {

struct NoBell final : FeedBell {
  void announce(std::uint64_t) override {}
};

double process_ns() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// A thousand ordinary rules, and one that runs a pattern over most texts.
RuleBookPtr book_of(const bench::Corpus& corpus) {
  rules::LoadedPacks loaded;
  for (const auto& text : bench::bench_packs(corpus.rules, bench::Raising::seldom))
    loaded.packs.push_back(rules::parse_pack("bench.yaml", text, {}, loaded.problems));
  loaded.packs.push_back(rules::parse_pack(
      "slow.yaml",
      "pack: slow\ntitle: Slow\nversion: 1\nrules:\n  - {id: slow, title: t, signal: press, "
      "severity: info, status: shadow, when: '/([a-m]+[n-z]+)+[0-9]{3}[a-z]+[0-9]x/'}\n",
      {}, loaded.problems));
  auto book = rules::compile(loaded, {});
  if (!book) throw std::runtime_error("the rules do not compile");
  return *book;
}

/// CPU nanoseconds a post, of everything.
double run(const bench::Corpus& corpus, const RuleBookPtr& book, tools::RuleProfile* profile) {
  const auto path =
      std::filesystem::temp_directory_path() / ("tocsin-profile-" + std::to_string(::getpid()));
  StoreOptions options;
  options.path = path;
  options.ballast_bytes = 0;
  auto store = RocksStore::open(options);
  if (!store) throw std::runtime_error(store.error().what);
  double spent = 0;
  {
    const Decoders decoders;
    const SystemClock clock;
    NoBell bell;
    Pipeline line(**store, decoders, clock, book, bell,
                  {.readers = 1, .judge = {}, .observer = profile});
    line.start();
    const double before = process_ns();
    for (std::size_t i = 0; i < corpus.frames.size();) {
      auto batch = line.blank();
      batch->wire = Wire::jetstream;
      batch->default_source = "bluesky";
      batch->received = clock.now() + std::chrono::hours{24 * 365};
      for (; i < corpus.frames.size() && !batch->full(); ++i) batch->add(corpus.frames[i]);
      line.push_blocking(std::move(batch));
    }
    line.drain();
    spent = process_ns() - before;
    line.stop();
    if (line.totals().posts != corpus.frames.size()) throw std::runtime_error("posts are missing");
  }
  store->reset();
  std::filesystem::remove_all(path);
  return spent / static_cast<double>(corpus.frames.size());
}

}  // namespace

int main(int argc, char** argv) {
  bool json = false, smoke = false;
  for (int i = 1; i < argc; ++i) {
    json = json || std::strcmp(argv[i], "--json") == 0;
    smoke = smoke || std::strcmp(argv[i], "--smoke") == 0;
  }
  try {
    const auto corpus = bench::make_corpus(1'000, smoke ? 50'000 : 500'000);
    const auto book = book_of(corpus);
    std::vector<double> with, without;
    tools::RuleProfile profile;
    for (int round = 0; round <= (smoke ? 1 : 7); ++round) {
      const double ours = run(corpus, book, &profile);
      const double bare = run(corpus, book, nullptr);
      if (round == 0) continue;  // caches are cold
      with.push_back(ours);
      without.push_back(bare);
    }
    const auto now = profile.now();
    if (!now.book) throw std::runtime_error("nothing was measured");
    const auto dearest = std::ranges::max_element(now.sum.rules, {}, &rules::RuleCost::ns);
    const auto& name =
        now.book->rules()[static_cast<std::size_t>(dearest - now.sum.rules.begin())].id;
    bench::print(bench::Row{"profile", bench::median(with), bench::median(without)}, json);
    if (!json)
      std::printf("overhead %.2f %%; %llu posts were measured; the dearest rule is %s\n",
                  100 * (bench::median(with) / bench::median(without) - 1),
                  static_cast<unsigned long long>(now.sum.posts), name.c_str());
    return name == "slow/slow" ? 0 : 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_profile: %s\n", e.what());
    return 1;
  }
}
