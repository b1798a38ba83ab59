#include "storage/age.h"
#include "storage/keys.h"
#include "storage/rocks_store_parts.h"
#include "storage/store_errors.h"

namespace tocsin {
using namespace storage;
namespace {

std::uint64_t number(const Database& database, Family family, const rocksdb::Slice& property) {
  std::uint64_t value = 0;
  database.db().GetIntProperty(database.in(family), property, &value);
  return value;
}

std::uint64_t all(const Database& database, const rocksdb::Slice& property) {
  std::uint64_t value = 0;
  database.db().GetAggregatedIntProperty(property, &value);
  return value;
}

/// Of a family whose keys are in the order of time.
std::optional<Instant> first_record(const Database& database, Family family) {
  const std::unique_ptr<rocksdb::Iterator> at(database.db().NewIterator({}, database.in(family)));
  at->SeekToFirst();
  check_read(at->status());
  if (!at->Valid()) return std::nullopt;
  if (family == Family::alert_raised)
    return instant_from_us(static_cast<std::int64_t>(number_of(at->value())));
  return aged_from(at->value());
}

std::optional<Instant> oldest_in_tables(const Database& database, Family family) {
  rocksdb::TablePropertiesCollection tables;
  check_read(database.db().GetPropertiesOfAllTables(database.in(family), &tables));
  std::optional<Instant> oldest;
  for (const auto& [path, properties] : tables)
    if (const auto of_table = ages_of(*properties).oldest;
        of_table && (!oldest || *of_table < *oldest))
      oldest = of_table;
  return oldest;
}

}  // namespace

std::vector<KindSize> RocksStore::sizes() const {
  CommitWriter::State state;
  {
    const std::scoped_lock one_writer(parts_->writing);
    state = parts_->state;
  }
  const Reading reading(parts_->gate, parts_->database);
  const Database& database = reading.database();
  std::vector<KindSize> sizes;
  for (std::size_t i = 0; i < family_count; ++i) {
    const auto family = static_cast<Family>(i);
    KindSize size{.kind = std::string(name_of(family)),
                  .records = number(database, family, rocksdb::DB::Properties::kEstimateNumKeys),
                  .bytes = number(database, family, rocksdb::DB::Properties::kTotalSstFilesSize) +
                           number(database, family, rocksdb::DB::Properties::kCurSizeAllMemTables),
                  .oldest = {}};
    switch (family) {
      case Family::post:
      case Family::author:
      case Family::author_post:
      case Family::cases:
      case Family::timeline:
      case Family::reply:
        size.oldest = oldest_in_tables(database, family);
        if (const auto fresh = state.oldest_us[i];
            fresh != INT64_MAX && (!size.oldest || fresh < us_of(*size.oldest)))
          size.oldest = instant_from_us(fresh);
        break;
      case Family::alert:
        size.oldest = first_record(database, Family::alert_raised);
        break;
      case Family::alert_raised:
      case Family::feed:
      case Family::dead_letter:
      case Family::audit:
      case Family::deed:
        size.oldest = first_record(database, family);
        break;
      default:
        break;
    }
    sizes.push_back(std::move(size));
  }
  return sizes;
}

StoreNumbers RocksStore::numbers() const {
  using Property = rocksdb::DB::Properties;
  StoreNumbers n;
  const auto seen = parts_->shared.watch->seen();
  n.background_errors = seen.errors;
  n.last_background_error = seen.last;
  n.reopened = parts_->reopened;
  n.ballast = parts_->ballast.there();
  const std::shared_lock open(parts_->gate);
  if (!parts_->database) return n;
  const Database& database = *parts_->database;
  n.table_bytes = all(database, Property::kTotalSstFilesSize);
  n.memtable_bytes = all(database, Property::kCurSizeAllMemTables);
  n.pending_compaction_bytes = all(database, Property::kEstimatePendingCompactionBytes);
  n.cache_bytes = number(database, Family::post, Property::kBlockCacheUsage);
  n.write_stopped = number(database, Family::meta, Property::kIsWriteStopped) != 0;
  n.delayed_write_rate = number(database, Family::meta, Property::kActualDelayedWriteRate);
  n.wal_bytes = database.wal_bytes();
  return n;
}

}  // namespace tocsin
