#include "storage/past_posts.h"

#include <cstdlib>
#include <thread>
#include <utility>

#include "engine/workshop/bounds.h"
#include "storage/decode.h"
#include "storage/keys.h"
#include "storage/rocks_store_parts.h"
#include "storage/skim_posts.h"
#include "storage/store_errors.h"

namespace tocsin {
using namespace storage;
namespace {

/// Post keys are hashes: equal stretches of their range hold about equally many.
std::uint64_t first_key(std::size_t part) {
  constexpr auto width = ~std::uint64_t{0} / bounds::backtest_parts + 1;
  return width * part;
}

void read_part(const Database& database, std::size_t part, Instant since,
               const PastPosts::Take& take) {
  const bool last = part + 1 == bounds::backtest_parts;
  const auto end = key_of(first_key(part + 1));
  const rocksdb::Slice bound = end.slice();
  rocksdb::ReadOptions options;
  options.fill_cache = false;  // read once: what is asked for by key stays in the cache
  options.readahead_size = 1 << 20;
  if (!last) options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at(
      database.db().NewIterator(options, database.in(Family::post)));
  SkimmedPosts some;
  const auto hand_over = [&] {
    const auto posts = some.posts();
    if (some.bad() > 0)
      throw StoreReadFailed("a post in the store is damaged: stop, and restore a backup");
    if (!posts.empty()) take(posts);
    some.clear();
  };
  for (at->Seek(key_of(first_key(part)).slice()); at->Valid(); at->Next()) {
    if (const auto seen = aged_from(at->value()); seen && *seen < since) continue;
    some.add(PostKey{number_of(at->key())}, {at->value().data(), at->value().size()});
    if (some.size() >= bounds::past_batch_posts || some.bytes() >= bounds::past_batch_bytes)
      hand_over();
  }
  check_read(at->status());
  hand_over();
}

std::optional<Post> post_of(const Database& database, std::uint64_t key) {
  const auto bytes = database.get(Family::post, key_of(key).slice());
  if (!bytes) return std::nullopt;
  KeptPost kept;
  if (!decode(*bytes, kept))
    throw StoreReadFailed("a post in the store is damaged: stop, and restore a backup");
  if (kept.gone != Gone::no) return std::nullopt;
  return std::move(kept.post);
}

Instant time_of(const std::optional<std::string>& us) {
  return us ? instant_from_us(std::strtoll(us->c_str(), nullptr, 10)) : Instant{};
}

constexpr std::string_view stream_time_key = "judge/stream_time";

/// Of a store that is open in this process.
class OurPosts final : public StoredPosts {
 public:
  OurPosts(const RocksStore& store, std::shared_mutex& gate,
           const std::unique_ptr<Database>& database, const Cutoffs& cutoffs)
      : store_(store), gate_(gate), database_(database), cutoffs_(cutoffs) {}
  std::size_t parts() const override { return bounds::backtest_parts; }
  void read(std::size_t part, Instant since, const Take& take) const override {
    const Reading reading(gate_, database_);
    read_part(reading.database(), part, std::max(since, cutoffs_.of(Family::post)), take);
  }
  std::optional<Post> post(std::uint64_t place) const override {
    const Reading reading(gate_, database_);
    return post_of(reading.database(), place);
  }
  Instant stream_time() const override { return time_of(store_.meta(stream_time_key)); }

 private:
  const RocksStore& store_;
  std::shared_mutex& gate_;
  const std::unique_ptr<Database>& database_;
  const Cutoffs& cutoffs_;
};

/// A folder for what a secondary writes of its own; gone with it.
class OwnFolder {
 public:
  OwnFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "tocsin-beside-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~OwnFolder() {
    std::error_code error;
    if (!path_.empty()) std::filesystem::remove_all(path_, error);
  }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Of a store that another process may have open.
class PostsBeside final : public StoredPosts {
 public:
  PostsBeside(std::unique_ptr<OwnFolder> own, std::unique_ptr<Database> database)
      : own_(std::move(own)), database_(std::move(database)) {}
  std::size_t parts() const override { return bounds::backtest_parts; }
  void read(std::size_t part, Instant since, const Take& take) const override {
    read_part(*database_, part, since, take);
  }
  std::optional<Post> post(std::uint64_t place) const override {
    return post_of(*database_, place);
  }
  Instant stream_time() const override {
    return time_of(database_->get(Family::meta, std::string(engine_prefix) += stream_time_key));
  }

 private:
  std::unique_ptr<OwnFolder> own_;
  std::unique_ptr<Database> database_;
};

std::expected<void, OpenError> refuse_other_schema(const Database& database,
                                                   const std::filesystem::path& data) {
  const auto has = database.meta_number(schema_key).value_or(first_schema);
  const auto ours = newest_schema(migrations());
  if (has == ours) return {};
  return std::unexpected(OpenError{
      78, "The store in " + data.string() + " is of version " + std::to_string(has) +
              ", and this program reads version " + std::to_string(ours) +
              (has < ours ? ". Start `tocsin serve` of this version on it once."
                          : ". Use the program that it was written with, or a newer one.")});
}

}  // namespace

std::unique_ptr<StoredPosts> RocksStore::past_posts() const {
  return std::make_unique<OurPosts>(*this, parts_->gate, parts_->database, *parts_->shared.cutoffs);
}

std::expected<std::unique_ptr<StoredPosts>, OpenError> open_posts_beside(
    const std::filesystem::path& data) {
  const DataFolder folder{data};
  std::error_code error;
  if (!std::filesystem::exists(folder.store() / "CURRENT", error))
    return std::unexpected(OpenError{69, "There is no store in " + data.string() +
                                             ": name the data folder of the engine with --data."});
  auto own = std::make_unique<OwnFolder>();
  if (own->path().empty())
    return std::unexpected(OpenError{75, "no folder can be made in " +
                                             std::filesystem::temp_directory_path().string() +
                                             ": free some space there, or set TMPDIR."});
  StoreOptions options;
  options.path = data;
  const Database::Shared shared{.folder = folder,
                                .cutoffs = std::make_shared<Cutoffs>(),
                                .watch = std::make_shared<Watch>(),
                                .log = std::make_shared<RingLogger>(nullptr)};
  // The engine may remove a table between that its name was read and it was opened.
  constexpr int tries = 5;
  for (int left = tries;; --left) {
    auto database = Database::open_beside(options, shared, own->path());
    if (database) {
      if (auto fits = refuse_other_schema(**database, data); !fits)
        return std::unexpected(fits.error());
      return std::make_unique<PostsBeside>(std::move(own), std::move(*database));
    }
    if (left == 1) return std::unexpected(open_error(database.error(), folder));
    std::this_thread::sleep_for(std::chrono::milliseconds{200});
  }
}

}  // namespace tocsin
