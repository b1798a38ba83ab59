// From bytes in memory to durable alerts, beside the bare loop over the same libraries.
//   bench_pipeline [--json] [--smoke] [--posts N] [--rounds N] [--only NAME] [--dir FOLDER]
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <span>
#include <thread>

#include <CLI/CLI.hpp>
#include <pthread.h>
#include <rocksdb/db.h>
#include <sys/resource.h>

#include "bench/bare_line.h"
#include "bench/customer_corpus.h"
#include "bench/side_by_side.h"
#include "connectors/decoders.h"
#include "engine/pipeline/pipeline.h"
#include "engine/read/reader.h"
#include "rules/rules.h"
#include "storage/data_folder.h"
#include "storage/database_options.h"
#include "storage/rocks_store.h"
#include "tools/memory/memory.h"

using namespace tocsin;
using namespace tocsin::bench;

namespace {

struct NoBell final : FeedBell {
  void announce(std::uint64_t) override {}
};

struct Setup {
  std::size_t posts = 400'000;
  int rounds = 5;
  bool json = false;
  std::string only;
  std::filesystem::path dir = std::filesystem::temp_directory_path();
};

StoreOptions store_at(const std::filesystem::path& path) {
  StoreOptions options;
  options.path = path;
  options.ballast_bytes = 0;
  return options;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

RuleBookPtr book_of(const CustomerCorpus& corpus, Raising raising) {
  rules::LoadedPacks loaded;
  std::size_t n = 0;
  for (const auto& text : bench_packs(corpus.rules, raising))
    loaded.packs.push_back(
        rules::parse_pack("bench-" + std::to_string(n++) + ".yaml", text, {}, loaded.problems));
  if (!loaded.ok()) {
    for (const auto& p : loaded.problems)
      if (p.level == rules::Level::error) std::fprintf(stderr, "%s\n", rules::to_string(p).c_str());
    std::exit(1);
  }
  auto book = rules::compile(loaded, {});
  if (!book) std::exit(1);
  return *book;
}

/// The frames as they would lie in receive buffers: one stretch a reader.
struct Memory {
  std::shared_ptr<std::vector<char>> held = std::make_shared<std::vector<char>>();
  std::vector<char>& bytes = *held;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> frames;
};

Memory memory_of(const CustomerCorpus& corpus, std::size_t first, std::size_t count) {
  Memory memory;
  for (std::size_t i = first; i < first + count; ++i) {
    memory.frames.emplace_back(static_cast<std::uint32_t>(memory.bytes.size()),
                               static_cast<std::uint32_t>(corpus.frames[i].size()));
    memory.bytes.insert(memory.bytes.end(), corpus.frames[i].begin(), corpus.frames[i].end());
    memory.bytes.push_back('\n');
  }
  memory.bytes.resize(memory.bytes.size() + simdjson::SIMDJSON_PADDING);
  return memory;
}

/// CPU time of all threads so far.
double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

struct Ran {
  double seconds = 0;
  double cpu = 0;
  JudgeTotals totals;
  std::filesystem::path store;
};

Ran run_ours(const Setup& setup, const Memory& memory, const RuleBookPtr& book, int readers) {
  Ran ran;
  ran.store = setup.dir / ("tocsin-bench-" + std::to_string(::getpid()));
  std::filesystem::remove_all(ran.store);
  auto store = RocksStore::open(store_at(ran.store));
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().what.c_str());
    std::exit(69);
  }
  const Decoders decoders;
  const SystemClock clock;
  NoBell bell;
  PipelineOptions options;
  options.readers = readers;
  Pipeline line(**store, decoders, clock, book, bell, options);
  line.start();
  const auto start = std::chrono::steady_clock::now();
  const double cpu_start = cpu_seconds();
  std::size_t at = 0;
  while (at < memory.frames.size()) {
    auto batch = line.blank();
    batch->wire = Wire::jetstream;
    batch->default_source = "bluesky";
    batch->source_name = "bench";
    // The source's clock of a recording: nothing here is ahead of it.
    batch->received = clock.now() + std::chrono::hours{24 * 365};
    for (; at < memory.frames.size() && !batch->full(); ++at)
      batch->lend({memory.bytes.data() + memory.frames[at].first, memory.frames[at].second},
                  memory.held);
    batch->cursor = {"bench", std::to_string(at)};
    line.push_blocking(std::move(batch));
  }
  line.drain();
  ran.seconds = seconds_since(start);
  ran.cpu = cpu_seconds() - cpu_start;
  line.stop();
  ran.totals = line.totals();
  return ran;
}

/// The read stage alone: what the reader has to spend beside the bare loop.
Ran run_reader(const Memory& memory, const RuleBookPtr& book) {
  Ran ran;
  const Decoders decoders;
  Reader reader(decoders);
  ReadBatch read;
  auto raw = std::make_unique<RawBatch>();
  const auto start = std::chrono::steady_clock::now();
  const double cpu_start = cpu_seconds();
  for (std::size_t at = 0; at < memory.frames.size();) {
    raw->wire = Wire::jetstream;
    raw->default_source = "bluesky";
    for (; at < memory.frames.size() && !raw->full(); ++at)
      raw->lend({memory.bytes.data() + memory.frames[at].first, memory.frames[at].second},
                memory.held);
    read.raw = std::move(raw);
    read.book = book;
    reader.read(read);
    ran.totals.posts += read.decoded_posts;
    ran.totals.findings += read.matches.matches.size();
    raw = std::move(read.raw);
    raw->clear();
    read.clear();
  }
  ran.seconds = seconds_since(start);
  ran.cpu = cpu_seconds() - cpu_start;
  return ran;
}

Ran run_bare(const std::vector<Memory>& parts, const CustomerCorpus& corpus, std::uint64_t& hits,
             std::uint64_t& alerts) {
  Ran ran;
  BareAuthors authors;
  std::vector<std::unique_ptr<BareLine>> lines;
  for (std::size_t i = 0; i < parts.size(); ++i)
    lines.push_back(
        std::make_unique<BareLine>(corpus.rules, Raising::seldom, authors, parts.size() > 1));
  const auto start = std::chrono::steady_clock::now();
  const double cpu_start = cpu_seconds();
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < parts.size(); ++i)
      threads.emplace_back([&, i] {
        ::pthread_setname_np(::pthread_self(), "bare");
        lines[i]->run(parts[i].bytes.data(), parts[i].frames);
      });
  }
  ran.seconds = seconds_since(start);
  ran.cpu = cpu_seconds() - cpu_start;
  hits = alerts = 0;
  for (const auto& line : lines) {
    hits += line->hits();
    alerts += line->alerts();
  }
  return ran;
}

/// `cpu`: the CPU time of the bare side as a share of ours; it hardly feels other load.
void report(const Setup& setup, const std::string& name, double ours, double bare, double cpu,
            const JudgeTotals& totals) {
  if (setup.json)
    std::printf(
        "{\"name\":\"%s\",\"unit\":\"items/"
        "s\",\"ours\":%.0f,\"bare\":%.0f,\"ratio\":%.3f,\"cpu_ratio\":%.3f,"
        "\"posts\":%llu,\"hit_share\":%.4f,\"alert_share\":%.5f,"
        "\"kept_share\":%.5f,\"machine\":\"%s\"}\n",
        name.c_str(), ours, bare, ours / bare, cpu, static_cast<unsigned long long>(totals.posts),
        static_cast<double>(totals.findings) / static_cast<double>(totals.posts),
        static_cast<double>(totals.alerts) / static_cast<double>(totals.posts),
        static_cast<double>(totals.kept) / static_cast<double>(totals.posts), machine().c_str());
  else
    std::printf(
        "%-24s ours %9.0f/s   bare %9.0f/s   ratio %.3f   cpu %.3f   (%.1f %% hit, %.2f %% raise, "
        "%.2f %% "
        "kept)\n",
        name.c_str(), ours, bare, ours / bare, cpu,
        100.0 * static_cast<double>(totals.findings) / static_cast<double>(totals.posts),
        100.0 * static_cast<double>(totals.alerts) / static_cast<double>(totals.posts),
        100.0 * static_cast<double>(totals.kept) / static_cast<double>(totals.posts));
  std::fflush(stdout);
}

void reader_row(const Setup& setup, const std::string& name, std::uint32_t rules) {
  if (!setup.only.empty() && setup.only != name) return;
  const auto corpus = make_customer_corpus(rules, setup.posts);
  const auto book = book_of(corpus, Raising::seldom);
  const std::vector<Memory> whole{memory_of(corpus, 0, corpus.frames.size())};
  std::vector<double> ours, bare, cpu;
  JudgeTotals totals;
  for (int round = 0; round < setup.rounds; ++round) {
    Ran ran;
    std::jthread([&] {
      ::pthread_setname_np(::pthread_self(), "read");  // as profilers show it
      ran = run_reader(whole.front(), book);
    }).join();
    totals = ran.totals;
    std::uint64_t hits = 0, alerts = 0;
    const auto alone = run_bare(whole, corpus, hits, alerts);
    ours.push_back(static_cast<double>(setup.posts) / ran.seconds);
    bare.push_back(static_cast<double>(setup.posts) / alone.seconds);
    cpu.push_back(alone.cpu / ran.cpu);
  }
  report(setup, name, median(ours), median(bare), median(cpu), totals);
}

void pipeline_row(const Setup& setup, const std::string& name, std::uint32_t rules, int readers) {
  if (!setup.only.empty() && setup.only != name) return;
  const auto corpus = make_customer_corpus(rules, setup.posts);
  const auto book = book_of(corpus, Raising::seldom);
  give_back_memory();  // as the program does
  const auto whole = memory_of(corpus, 0, corpus.frames.size());
  std::vector<Memory> parts;
  const std::size_t each = corpus.frames.size() / static_cast<std::size_t>(readers);
  for (int i = 0; i < readers; ++i)
    parts.push_back(memory_of(corpus, each * static_cast<std::size_t>(i), each));
  std::vector<double> ours, bare, cpu;
  JudgeTotals totals;
  for (int round = 0; round < setup.rounds; ++round) {
    const auto ran = run_ours(setup, whole, book, readers);
    totals = ran.totals;
    ours.push_back(static_cast<double>(whole.frames.size()) / ran.seconds);
    std::uint64_t hits = 0, alerts = 0;
    const auto alone = run_bare(parts, corpus, hits, alerts);
    bare.push_back(static_cast<double>(each * static_cast<std::size_t>(readers)) / alone.seconds);
    cpu.push_back(alone.cpu / ran.cpu);
    if (readers == 1 && hits != totals.findings) {
      std::fprintf(stderr, "%s: the bare loop found %llu, we %llu: not the same work\n",
                   name.c_str(), static_cast<unsigned long long>(hits),
                   static_cast<unsigned long long>(totals.findings));
      std::exit(1);
    }
    std::filesystem::remove_all(ran.store);
  }
  report(setup, name, median(ours), median(bare), median(cpu), totals);
}

storage::Database::Shared shared_of(const std::filesystem::path& path) {
  return {{path},
          std::make_shared<storage::Cutoffs>(),
          std::make_shared<storage::Watch>(),
          std::make_shared<storage::RingLogger>(nullptr)};
}

/// Every record that our run left, family by family, as it came up: what a loop that only writes
/// has to write. Where the key is a hash, that order has nothing to do with the keys' order, which
/// would be half the work for a memtable and is the order of no stream: those are shuffled.
struct Records {
  std::vector<std::string> families;
  std::vector<std::vector<std::pair<std::string, std::string>>> of;
};

bool hashed(const std::string& family) {
  using storage::Family;
  return std::ranges::any_of(
      std::array{Family::post, Family::author, Family::author_post, Family::cases, Family::alert},
      [&](Family one) { return storage::name_of(one) == family; });
}

Records records_of(const std::filesystem::path& path) {
  Records records;
  const auto options = storage::options_to_read();
  const auto db_path = storage::DataFolder{path}.store().string();
  rocksdb::DB::ListColumnFamilies(options, db_path, &records.families);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors =
      storage::family_options(store_at(path), shared_of(path));
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  const auto status = rocksdb::DB::OpenForReadOnly(options, db_path, descriptors, &handles, &raw);
  if (!status.ok()) {
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    std::exit(1);
  }
  const std::unique_ptr<rocksdb::DB> db(raw);
  records.families.clear();
  for (auto* handle : handles) {
    records.families.push_back(handle->GetName());
    auto& rows = records.of.emplace_back();
    const std::unique_ptr<rocksdb::Iterator> it(db->NewIterator({}, handle));
    for (it->SeekToFirst(); it->Valid(); it->Next())
      rows.emplace_back(it->key().ToString(), it->value().ToString());
    if (hashed(handle->GetName())) std::ranges::shuffle(rows, std::mt19937_64{rows.size()});
    db->DestroyColumnFamilyHandle(handle);
  }
  return records;
}

/// Writes the records in synced batches, each in the order of keys, as ours.
Ran write_bare(const Setup& setup, const Records& arrived, std::size_t batches) {
  auto records = arrived;
  for (auto& rows : records.of)
    for (std::size_t b = 0; b < batches; ++b)
      std::ranges::sort(std::span(rows).subspan(
          rows.size() * b / batches, rows.size() * (b + 1) / batches - rows.size() * b / batches));
  const auto path = setup.dir / ("tocsin-bench-bare-" + std::to_string(::getpid()));
  std::filesystem::remove_all(path);
  const auto store_options = store_at(path);
  auto options = storage::database_options(store_options, shared_of(path));
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  const auto status =
      rocksdb::DB::Open(options, path.string(),
                        storage::family_options(store_options, shared_of(path)), &handles, &raw);
  if (!status.ok()) {
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    std::exit(1);
  }
  std::unique_ptr<rocksdb::DB> db(raw);
  Ran ran;
  const auto start = std::chrono::steady_clock::now();
  const double cpu_start = cpu_seconds();
  rocksdb::WriteOptions synced;
  synced.sync = true;
  for (std::size_t b = 0; b < batches; ++b) {
    rocksdb::WriteBatch batch;
    for (std::size_t f = 0; f < handles.size(); ++f) {
      const auto& rows = records.of[f];
      for (std::size_t i = rows.size() * b / batches; i < rows.size() * (b + 1) / batches; ++i)
        batch.Put(handles[f], rows[i].first, rows[i].second);
    }
    db->Write(synced, &batch);
  }
  ran.seconds = seconds_since(start);
  ran.cpu = cpu_seconds() - cpu_start;
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  db.reset();  // else it still writes files into the folder that goes
  std::filesystem::remove_all(path);
  return ran;
}

void alerts_row(const Setup& setup) {
  const std::string name = "pipeline-alerts";
  if (!setup.only.empty() && setup.only != name) return;
  const auto corpus = make_customer_corpus(1000, setup.posts / 2);
  const auto book = book_of(corpus, Raising::every);
  const auto whole = memory_of(corpus, 0, corpus.frames.size());
  std::vector<double> ours, bare, cpu;
  JudgeTotals totals;
  for (int round = 0; round < setup.rounds; ++round) {
    const auto ran = run_ours(setup, whole, book, 1);
    totals = ran.totals;
    ours.push_back(static_cast<double>(totals.alerts) / ran.seconds);
    const auto records = records_of(ran.store);
    // As many records at once as a batch of ours brings.
    const std::size_t batches =
        std::max<std::size_t>(1, whole.frames.size() / bounds::batch_frames);
    const auto alone = write_bare(setup, records, batches);
    bare.push_back(static_cast<double>(totals.alerts) / alone.seconds);
    cpu.push_back(alone.cpu / ran.cpu);
    std::filesystem::remove_all(ran.store);
  }
  report(setup, name, median(ours), median(bare), median(cpu), totals);
}

}  // namespace

int main(int argc, char** argv) {
  Setup setup;
  bool smoke = false;
  CLI::App app{
      "From bytes in memory to durable alerts, beside the bare loop over the same libraries."};
  app.add_flag("--json", setup.json, "one JSON object a line");
  app.add_flag("--smoke", smoke, "small and short: does it run?");
  app.add_option("--posts", setup.posts, "posts a round")->capture_default_str();
  app.add_option("--rounds", setup.rounds, "rounds of each side")->capture_default_str();
  app.add_option("--only", setup.only,
                 "one row: read-1000, read-10000, pipeline-1000, pipeline-10000, "
                 "pipeline-1000-2readers, pipeline-alerts");
  app.add_option("--dir", setup.dir, "where the stores go")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  if (smoke) {
    setup.posts = 20'000;
    setup.rounds = 1;
  }
  reader_row(setup, "read-1000", 1000);
  reader_row(setup, "read-10000", 10'000);
  pipeline_row(setup, "pipeline-1000", 1000, 1);
  pipeline_row(setup, "pipeline-10000", 10'000, 1);
  pipeline_row(setup, "pipeline-1000-2readers", 1000, 2);
  alerts_row(setup);
}
