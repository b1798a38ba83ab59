// 10,000 rules that are reloaded while 20,000 posts a second flow: is anything lost or doubled, how
// much later is a post durable, and how much memory do two sets take.
//   bench_reload [--json] [--smoke] [--rules N] [--rate N] [--seconds N] [--dir FOLDER]
//
// As in the program: the changed rules are first compiled in a process beside, which leaves the
// database in the cache; then they are loaded by a thread of this process, and the line goes over
// to them. The same posts, pushed once more into a fresh store without any reload, must give the
// same.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>

#include <CLI/CLI.hpp>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/pipeline_corpus.h"
#include "connectors/decoders.h"
#include "engine/pipeline/pipeline.h"
#include "rules/rules.h"
#include "storage/rocks_store.h"
#include "tools/memory/memory.h"

using namespace tocsin;
using Clock_ = std::chrono::steady_clock;

namespace {

struct NoBell final : FeedBell {
  void announce(std::uint64_t) override {}
};

struct Options {
  std::uint32_t rules = 10'000;
  std::uint64_t rate = 20'000;
  int seconds = 12;  ///< of each half
  std::filesystem::path dir = std::filesystem::temp_directory_path();
  bool json = false;
  bool compile_only = false;
  int version = 1;
};

double status_mb(const char* what) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(what)) return std::stod(line.substr(line.find(':') + 1)) / 1024;
  return 0;
}

/// The rules of a version: equal words, other findings' versions; and one word that is new.
RuleBookPtr book_of(const Options& options, int version) {
  rules::LoadedPacks loaded;
  for (auto text : bench::bench_packs(bench::bench_rules(options.rules), bench::Raising::seldom)) {
    text.replace(text.find("version: 1"), 10, "version: " + std::to_string(version));
    loaded.packs.push_back(
        rules::parse_pack("bench.yaml", text, {}, loaded.problems, rules::Tell::errors));
  }
  loaded.packs.push_back(rules::parse_pack(
      "new.yaml",
      "pack: new\ntitle: New\nversion: 1\nrules:\n  - {id: n, title: t, signal: press, severity: "
      "info, status: shadow, when: '\"neverheardword" +
          std::to_string(version) + "\"'}\n",
      {}, loaded.problems));
  auto book = rules::compile(loaded, {}, {.cache_dir = (options.dir / "cache").string()});
  if (!book) throw std::runtime_error("the rules do not compile");
  loaded = {};
  give_back_memory();  // as the program does
  return *book;
}

/// What the program's compiling child does.
void compile_beside(const Options& options, int version) {
  std::vector<std::string> arguments{"bench_reload", "--compile-only",
                                     "--version",    std::to_string(version),
                                     "--rules",      std::to_string(options.rules),
                                     "--dir",        options.dir.string()};
  std::vector<char*> pointers;
  for (auto& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  pid_t child = 0;
  if (::posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, pointers.data(), environ) != 0)
    throw std::runtime_error("no child process");
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
  }
  if (status != 0) throw std::runtime_error("the compiling child failed");
}

class Latencies {
 public:
  void add(double ms) {
    const std::lock_guard lock(mutex_);
    all_.push_back(ms);
  }
  double at(double share) {
    const std::lock_guard lock(mutex_);
    if (all_.empty()) return 0;
    const auto nth =
        all_.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(all_.size() - 1));
    std::nth_element(all_.begin(), nth, all_.end());
    return *nth;
  }

 private:
  std::mutex mutex_;
  std::vector<double> all_;
};

struct Counts {
  std::uint64_t posts = 0, findings = 0, alerts = 0, repeats = 0;
  bool operator==(const Counts&) const = default;
};

/// A line on a store of its own.
class Run {
 public:
  Run(const Options& options, const std::string& name, RuleBookPtr book)
      : options_(options), path_(options.dir / name) {
    StoreOptions store;
    store.path = path_;
    store.ballast_bytes = 0;
    auto opened = RocksStore::open(store);
    if (!opened) throw std::runtime_error(opened.error().what);
    store_ = std::move(*opened);
    line_ = std::make_unique<Pipeline>(*store_, decoders_, clock_, std::move(book), bell_,
                                       PipelineOptions{.readers = 0, .judge = {}});
    line_->start();
  }
  ~Run() {
    line_->stop();
    line_.reset();
    store_.reset();
    std::filesystem::remove_all(path_);
  }

  /// Frames [first, last) in batches of a two-hundredth of a second, on time; with `latencies`, how
  /// long each took to be durable.
  void push(const bench::Corpus& corpus, std::size_t first, std::size_t last,
            Latencies* latencies) {
    const auto per_batch = std::max<std::size_t>(1, options_.rate / 200);
    auto due = Clock_::now();
    for (std::size_t i = first; i < last;) {
      auto batch = line_->blank();
      batch->wire = Wire::jetstream;
      batch->default_source = "bluesky";
      batch->received = clock_.now() + std::chrono::hours{24 * 365};
      for (std::size_t n = 0; n < per_batch && i < last && !batch->full(); ++n, ++i)
        batch->add(corpus.frames[i]);
      if (latencies) {
        std::this_thread::sleep_until(due);
        batch->done = [latencies, due](const BatchResult&) {
          latencies->add(std::chrono::duration<double, std::milli>(Clock_::now() - due).count());
        };
        due += std::chrono::microseconds{5000};
      }
      line_->push_blocking(std::move(batch));
    }
  }
  Counts finish() {
    line_->drain();
    line_->stop();
    const auto t = line_->totals();
    return {t.posts, t.findings, t.alerts, t.repeats};
  }
  Pipeline& line() { return *line_; }

 private:
  const Options& options_;
  std::filesystem::path path_;
  const Decoders decoders_;
  const SystemClock clock_;
  NoBell bell_;
  std::unique_ptr<RocksStore> store_;
  std::unique_ptr<Pipeline> line_;
};

int measure(const Options& options) {
  const auto half = static_cast<std::size_t>(options.rate) * options.seconds;
  const double before = status_mb("VmRSS");
  const auto corpus = bench::make_corpus(options.rules, 2 * half);
  give_back_memory();
  // The recording is no part of the engine.
  const double recording = status_mb("VmRSS") - before;
  Latencies quiet, reloading;
  std::atomic<int> reloads{0};
  double one_set = 0, slowest_load = 0;
  Counts with;
  {
    Run run(options, "with", book_of(options, 1));
    run.push(corpus, 0, half, &quiet);
    one_set = status_mb("VmRSS") - recording;
    std::jthread reload([&](const std::stop_token& stop) {
      for (int version = 2; !stop.stop_requested(); ++version) {
        compile_beside(options, version);
        const auto began = Clock_::now();
        run.line().use(book_of(options, version));
        slowest_load = std::max(
            slowest_load, std::chrono::duration<double, std::milli>(Clock_::now() - began).count());
        ++reloads;
      }
    });
    run.push(corpus, half, corpus.frames.size(), &reloading);
    reload.request_stop();
    reload.join();
    with = run.finish();
  }
  const double peak = status_mb("VmHWM") - recording;
  Counts without;
  {
    Run run(options, "without", book_of(options, 1));
    run.push(corpus, 0, corpus.frames.size(), nullptr);
    without = run.finish();
  }
  std::printf(
      options.json
          ? "{\"name\":\"reload\",\"rules\":%u,\"rate\":%llu,\"reloads\":%d,\"posts\":%llu,"
            "\"alerts\":%llu,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"reload_p50_ms\":%.2f,"
            "\"reload_p99_ms\":%.2f,\"load_ms\":%.0f,\"one_set_mb\":%.0f,\"peak_mb\":%.0f}\n"
          : "%u rules, %llu posts a second, %d reloads; %llu posts and %llu alerts, as without "
            "reloads\ndurable after: %.2f ms (p50), %.2f ms (p99); while reloading %.2f ms, %.2f "
            "ms\na set is loaded in %.0f ms; resident with one set %.0f MB, at the most %.0f MB\n",
      options.rules, static_cast<unsigned long long>(options.rate), reloads.load(),
      static_cast<unsigned long long>(with.posts), static_cast<unsigned long long>(with.alerts),
      quiet.at(0.5), quiet.at(0.99), reloading.at(0.5), reloading.at(0.99), slowest_load, one_set,
      peak);
  if (with == without && with.posts == corpus.frames.size()) return 0;
  std::fprintf(
      stderr,
      "bench_reload: lost or doubled: %llu posts, %llu findings, %llu alerts; without "
      "reloads %llu, %llu, %llu\n",
      static_cast<unsigned long long>(with.posts), static_cast<unsigned long long>(with.findings),
      static_cast<unsigned long long>(with.alerts), static_cast<unsigned long long>(without.posts),
      static_cast<unsigned long long>(without.findings),
      static_cast<unsigned long long>(without.alerts));
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  bool smoke = false;
  CLI::App app{"Rules that are reloaded while posts flow."};
  app.add_flag("--json", options.json, "one JSON object");
  app.add_flag("--smoke", smoke, "small and short: does it run?");
  app.add_option("--rules", options.rules, "rules")->capture_default_str();
  app.add_option("--rate", options.rate, "posts a second")->capture_default_str();
  app.add_option("--seconds", options.seconds, "of each half")->capture_default_str();
  app.add_option("--dir", options.dir, "where stores and cache go")->capture_default_str();
  app.add_flag("--compile-only", options.compile_only)->group("");
  app.add_option("--version", options.version)->group("");
  CLI11_PARSE(app, argc, argv);
  if (smoke) options.rules = 1'000, options.rate = 5'000, options.seconds = 2;
  try {
    if (options.compile_only) {
      (void)!::nice(10);
      book_of(options, options.version);
      return 0;
    }
    options.dir /= "tocsin-reload-" + std::to_string(::getpid());
    std::filesystem::create_directories(options.dir);
    const int code = measure(options);
    std::filesystem::remove_all(options.dir);
    return code;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_reload: %s\n", e.what());
    return 1;
  }
}
