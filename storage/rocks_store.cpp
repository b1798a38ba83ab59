#include "storage/rocks_store.h"

#include <limits>

#include "storage/keys.h"
#include "storage/rocks_store_parts.h"
#include "storage/store_errors.h"
#include "storage/upgrade.h"

namespace tocsin {
using namespace storage;
namespace {

/// The first or last key of a family of numbers; nothing where it is empty.
std::optional<std::uint64_t> edge(const Database& database, Family family, bool last) {
  const std::unique_ptr<rocksdb::Iterator> at(database.db().NewIterator({}, database.in(family)));
  last ? at->SeekToLast() : at->SeekToFirst();
  if (!at->Valid()) {
    check_read(at->status());
    return std::nullopt;
  }
  return number_of(at->key());
}

/// Where the last dead letter ends.
std::uint64_t letters_end(const Database& database) {
  const std::unique_ptr<rocksdb::Iterator> at(
      database.db().NewIterator({}, database.in(Family::dead_letter)));
  at->SeekToLast();
  if (at->Valid()) return number_of(at->key()) + at->value().size();
  check_read(at->status());
  return 0;
}

}  // namespace

std::expected<std::unique_ptr<RocksStore>, OpenError> RocksStore::open(StoreOptions options) {
  Database::Shared shared{.folder = {options.path},
                          .cutoffs = std::make_shared<Cutoffs>(),
                          .watch = std::make_shared<Watch>(),
                          .log = std::make_shared<RingLogger>(options.warn)};
  if (auto made = make_folder(options.path); !made) return std::unexpected(made.error());
  auto lock = DataLock::take(shared.folder);
  if (!lock) return std::unexpected(lock.error());
  auto parts = std::make_unique<Parts>(std::move(options), shared, std::move(*lock));

  auto database = open_and_upgrade(parts->options, shared);
  if (!database) return std::unexpected(database.error());
  parts->database = std::move(*database);
  // The store's folder is new: its name in the data folder must outlive a power loss.
  sync_folder(shared.folder.path);
  try {
    if (const auto status = parts->take_up(std::nullopt); !status.ok())
      return std::unexpected(open_error(status, shared.folder));
  } catch (const StoreReadFailed& failed) {
    return std::unexpected(open_error(rocksdb::Status::Corruption(failed.what()), shared.folder));
  }
  parts->ballast.lay_down();
  return std::unique_ptr<RocksStore>(new RocksStore(std::move(parts)));
}

rocksdb::Status RocksStore::Parts::take_up(std::optional<std::uint64_t> run) {
  CommitWriter::State now;
  now.oldest_us.fill(std::numeric_limits<std::int64_t>::max());
  if (run) {
    now.run = *run;
  } else {
    now.run = database->meta_number(run_key).value_or(0) + 1;
    if (const auto put = database->put_meta_number(run_key, now.run); !put.ok()) return put;
  }
  now.last_seq = edge(*database, Family::feed, true).value_or(0);
  now.letters_begin = edge(*database, Family::dead_letter, false).value_or(0);
  now.letters_end = letters_end(*database);
  now.audit = chain_end(
      database->get(Family::meta, rocksdb::Slice(audit_head_key.data(), audit_head_key.size()))
          .value_or(std::string()));
  state = now;
  last_seq = now.last_seq;
  first_seq = edge(*database, Family::feed, false).value_or(now.last_seq + 1);
  return rocksdb::Status::OK();
}

RocksStore::RocksStore(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
RocksStore::~RocksStore() = default;

std::uint64_t RocksStore::first_seq() const {
  return parts_->first_seq;
}
std::uint64_t RocksStore::last_seq() const {
  return parts_->last_seq;
}
std::vector<std::string> RocksStore::log_lines() const {
  return parts_->shared.log->lines();
}

}  // namespace tocsin
