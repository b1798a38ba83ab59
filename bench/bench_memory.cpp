// Resident memory with 10,000 rules and 200,000 authors in memory, each of whom has raised an
// alert.
//   bench_memory [--json] [--smoke] [--authors N] [--dir FOLDER]
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "bench/pipeline_corpus.h"
#include "connectors/decoders.h"
#include "engine/pipeline/pipeline.h"
#include "rules/rules.h"
#include "storage/rocks_store.h"
#include "tools/memory/memory.h"

using namespace tocsin;

namespace {

struct NoBell final : FeedBell {
  void announce(std::uint64_t) override {}
};

double resident_mb(const char* what) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(what)) return std::stod(line.substr(line.find(':') + 1)) / 1024;
  return 0;
}

std::string frame(std::size_t i, const bench::BenchRule& rule) {
  return R"({"did":"did:plc:author)" + std::to_string(i) + R"(","time_us":)" +
         std::to_string(1'795'244'400'000'000 + i) +
         R"(,"kind":"commit","commit":{"rev":"r","operation":"create","collection":"app.bsky.feed.post","rkey":"k)" +
         std::to_string(i) +
         R"(","record":{"$type":"app.bsky.feed.post","createdAt":"2026-11-21T07:00:00.000Z","langs":["en"],"text":"hello there, )" +
         rule.said + R"( and so it goes"},"cid":"bafy"}})";
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t authors = 200'000;
  bool json = false;
  bool smoke = false;
  std::filesystem::path dir = std::filesystem::temp_directory_path();
  CLI::App app{"Resident memory with 10,000 rules and 200,000 authors."};
  app.add_flag("--json", json, "one JSON object");
  app.add_flag("--smoke", smoke, "small and short: does it run?");
  app.add_option("--authors", authors, "authors, each with one alert")->capture_default_str();
  app.add_option("--dir", dir, "where the store goes")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  if (smoke) authors = 5'000;

  const auto rules = bench::bench_rules(10'000);
  rules::LoadedPacks loaded;
  for (const auto& text : bench::bench_packs(rules, bench::Raising::every))
    loaded.packs.push_back(
        rules::parse_pack("bench.yaml", text, {}, loaded.problems, rules::Tell::errors));
  auto book = rules::compile(loaded, {});
  if (!book) return 1;
  loaded = {};
  give_back_memory();  // as the program does
  const auto path = dir / ("tocsin-memory-" + std::to_string(::getpid()));
  StoreOptions options;
  options.path = path;
  options.ballast_bytes = 0;
  auto store = RocksStore::open(options);
  if (!store) return 69;
  {
    const Decoders decoders;
    const SystemClock clock;
    NoBell bell;
    PipelineOptions one_reader;
    one_reader.readers = 1;
    Pipeline line(**store, decoders, clock, *book, bell, one_reader);
    line.start();
    for (std::size_t i = 0; i < authors;) {
      auto batch = line.blank();
      batch->wire = Wire::jetstream;
      batch->default_source = "bluesky";
      batch->received = clock.now() + std::chrono::hours{24 * 365};
      for (; i < authors && !batch->full(); ++i) batch->add(frame(i, rules[i % rules.size()]));
      line.push_blocking(std::move(batch));
    }
    line.drain();
    const char* const format =
        json ? "{\"name\":\"memory\",\"rules\":%zu,\"authors\":%zu,\"resident_mb\":"
               "%.1f,\"peak_mb\":%.1f}\n"
             : "%zu rules, %zu authors: %.1f MB resident, %.1f MB at the most\n";
    std::printf(format, rules.size(), authors, resident_mb("VmRSS"), resident_mb("VmHWM"));
    line.stop();
    if (line.totals().alerts != authors) {
      std::fprintf(stderr, "only %llu alerts\n",
                   static_cast<unsigned long long>(line.totals().alerts));
      return 1;
    }
  }
  store->reset();
  std::filesystem::remove_all(path);
}
