/// The store's write() beside a loop that only Puts the same keys and records, ready made, in
/// batches of the same size and order, into a RocksDB with the same options.
#include <cstdlib>
#include <cstring>
#include <deque>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <rocksdb/db.h>
#include <unistd.h>

#include "bench/side_by_side.h"
#include "bench/temp_folder.h"
#include "storage/commit_writer.h"
#include "storage/database.h"
#include "storage/rocks_store.h"

namespace {
using namespace tocsin;
using storage::Database;

/// Commits of a stream in which every post is kept, and with `desk` raises an alert.
class Stream {
 public:
  Stream(std::size_t posts, std::size_t per_commit, bool desk) : desk_(desk) {
    for (std::size_t i = 0; i < posts; ++i) {
      if (i % per_commit == 0) begin();
      add();
    }
  }
  /// Other keys than before: as the next stretch of the stream.
  void go_on() {
    for (Commit& c : commits_) {
      for (PostWrite& p : c.posts) p.key = PostKey{next()};
      for (AuthorState& a : c.authors) a.key = AuthorKey{next()};
      for (Case& k : c.cases) k.id = CaseId{{next(), next()}};
      for (std::size_t i = 0; i < c.alerts.size(); ++i) {
        c.alerts[i].id = AlertId{{next(), next()}};
        c.alerts[i].raised_seq = c.events[i].seq = ++last_seq_;
        c.events[i].alert = c.alerts[i];
      }
    }
  }
  const std::deque<Commit>& commits() const { return commits_; }

 private:
  std::uint64_t next() {  // splitmix64
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  const std::string& word(std::size_t size) {
    std::string text;
    while (text.size() < size) text += std::to_string(next() % 1'000'000) + ' ';
    text.resize(size);
    return words_.emplace_back(std::move(text));
  }
  Finding finding() {
    Finding f;
    f.id = FindingId{{next(), next()}};
    f.rule = "telecom/churn-threat";
    f.rule_version = 3;
    f.signal = "churn";
    f.severity = Severity::high;
    f.points = 40;
    f.spans = {{"leaving", 37, 44}, {"contract", 48, 56}};
    return f;
  }
  void begin() {
    commits_.emplace_back().number = commits_.size();
    commits_.back().cursors = {{"bluesky-main", "1700000000000000"}};
    commits_.back().must_sync = desk_;
  }
  void add() {
    Commit& c = commits_.back();
    PostWrite p;
    p.key = PostKey{next()};
    p.post.source = "bluesky";
    p.post.id = word(70);
    p.post.text = word(122);
    p.post.lang = "en";
    p.post.author.id = word(32);
    p.post.conversation = p.post.id;
    p.first_seen = p.last_seen = p.post.time = instant_from_us(1'700'000'000'000'000);
    p.brands = {"acme"};
    p.findings = {finding()};
    if (desk_) add_desk(c, p);
    c.posts.push_back(std::move(p));
  }
  void add_desk(Commit& c, PostWrite& p) {
    AuthorState a;
    a.key = AuthorKey{next()};
    a.source = "bluesky";
    a.id = p.post.author.id;
    a.last_seen = p.last_seen;
    a.by_day = {{20'000, 1, 0}};
    Case k;
    k.id = CaseId{{next(), next()}};
    k.brand = "acme";
    k.source = "bluesky";
    k.conversation = p.post.id;
    k.last_post = k.opened = p.last_seen;
    k.posts = {p.key};
    Alert alert;
    alert.id = k.alert = AlertId{{next(), next()}};
    alert.owner_case = k.id;
    alert.severity = Severity::high;
    alert.brand = "acme";
    alert.source = "bluesky";
    alert.rule = "telecom/churn-threat";
    alert.findings = p.findings;
    alert.why = {{40, "telecom/churn-threat"}};
    alert.raised = alert.updated = p.last_seen;
    alert.raised_seq = ++last_seq_;
    Event e;
    e.seq = last_seq_;
    e.kind = EventKind::alert_raised;
    e.at = p.last_seen;
    e.alert = alert;
    p.cases = {k.id};
    c.authors.push_back(std::move(a));
    c.cases.push_back(std::move(k));
    c.alerts.push_back(std::move(alert));
    c.events.push_back(std::move(e));
  }

  bool desk_;
  std::uint64_t state_ = 1;
  std::uint64_t last_seq_ = 0;
  std::deque<std::string> words_;
  std::deque<Commit> commits_;
};

/// A batch as keys and values only.
class Puts : public rocksdb::WriteBatch::Handler {
 public:
  struct Put {
    std::uint32_t family;
    std::string key;
    std::string value;
  };
  rocksdb::Status PutCF(std::uint32_t family, const rocksdb::Slice& key,
                        const rocksdb::Slice& value) override {
    all.push_back({family, key.ToString(), value.ToString()});
    return rocksdb::Status::OK();
  }
  std::vector<Put> all;
};

void must(const rocksdb::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

/// The bare loop's side.
class Bare {
 public:
  explicit Bare(const bench::TempFolder& folder) {
    options_.path = folder.path;
    Database::Shared shared{.folder = {folder.path},
                            .cutoffs = std::make_shared<storage::Cutoffs>(),
                            .watch = std::make_shared<storage::Watch>(),
                            .log = std::make_shared<storage::RingLogger>(nullptr)};
    auto opened = Database::open(options_, shared);
    if (!opened) must(opened.error());
    database_ = std::move(*opened);
    for (std::size_t i = 0; i < storage::family_count; ++i) {
      auto* handle = database_->in(static_cast<storage::Family>(i));
      handles_.resize(std::max<std::size_t>(handles_.size(), handle->GetID() + 1));
      handles_[handle->GetID()] = handle;
    }
  }
  /// What write() makes of the commits, outside of the time that is taken.
  void prepare(const Stream& stream) {
    batches_.clear();
    for (const Commit& c : stream.commits()) {
      const Commit* one[] = {&c};
      Puts puts;
      must(writer_.build(one, *database_, {}, 64 << 20).batch.Iterate(&puts));
      batches_.push_back(std::move(puts.all));
    }
  }
  void run(bool sync) {
    rocksdb::WriteOptions how;
    how.sync = sync;
    for (const auto& puts : batches_) {
      batch_.Clear();
      for (const auto& put : puts) must(batch_.Put(handles_[put.family], put.key, put.value));
      must(database_->db().Write(how, &batch_));
    }
  }

 private:
  StoreOptions options_;
  std::unique_ptr<Database> database_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  storage::CommitWriter writer_;
  std::vector<std::vector<Puts::Put>> batches_;
  rocksdb::WriteBatch batch_;
};

template <class Work>
double timed(Work&& work) {
  const double start = bench::thread_ns();
  work();
  return bench::thread_ns() - start;
}

bench::Row row(const std::string& name, bool desk, std::size_t posts, int rounds) {
  const bench::TempFolder our_folder;
  const bench::TempFolder bare_folder;
  StoreOptions options;
  options.path = our_folder.path;
  options.ballast_bytes = 0;
  auto store = RocksStore::open(options);
  if (!store) throw std::runtime_error(store.error().what);
  Bare bare(bare_folder);
  Stream stream(posts, 100, desk);
  const auto ours = [&] {
    for (const Commit& c : stream.commits()) {
      const Commit* one[] = {&c};
      if (const auto done = (*store)->write(one); !done)
        throw std::runtime_error(done.error().what);
    }
  };
  std::vector<double> our_times;
  std::vector<double> bare_times;
  for (int i = 0; i <= rounds; ++i) {
    stream.go_on();
    bare.prepare(stream);
    const double ours_ns = timed(ours) / static_cast<double>(posts);
    const double bare_ns = timed([&] { bare.run(desk); }) / static_cast<double>(posts);
    if (i == 0) continue;  // caches are cold
    our_times.push_back(ours_ns);
    bare_times.push_back(bare_ns);
  }
  return {name, bench::median(our_times), bench::median(bare_times)};
}

}  // namespace

int main(int argc, char** argv) {
  bool json = false;
  bool smoke = false;
  for (int i = 1; i < argc; ++i) {
    json = json || std::strcmp(argv[i], "--json") == 0;
    smoke = smoke || std::strcmp(argv[i], "--smoke") == 0;
  }
  const std::size_t posts = smoke ? 2'000 : 20'000;
  const int rounds = smoke ? 2 : 9;
  bench::print(row("store-posts", false, posts, rounds), json);
  bench::print(row("store-alerts", true, posts / 4, rounds), json);
  return 0;
}
