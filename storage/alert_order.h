#pragma once
#include <cstddef>
#include <memory>
#include <vector>

#include "engine/records.h"
#include "storage/database.h"
#include "storage/keys.h"
#include "storage/store_errors.h"

/// Alerts in the order in which they were raised, and the look-ups that go with it.
namespace tocsin::storage {

/// Records that are looked up together.
inline constexpr std::size_t records_at_once = 64;

/// Records of a family by key, as one look-up at one moment. A missing one stays empty.
template <class Key>
std::vector<rocksdb::PinnableSlice> look_up(const Database& database, Family family,
                                            const std::vector<Key>& keys,
                                            const rocksdb::ReadOptions& options) {
  std::vector<rocksdb::Slice> slices;
  slices.reserve(keys.size());
  for (const Key& key : keys) slices.push_back(key.slice());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  database.db().MultiGet(options, database.in(family), slices.size(), slices.data(), values.data(),
                         statuses.data());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound())
      values[i].Reset();
    else
      check_read(statuses[i]);
  }
  return values;
}

/// Goes through the alerts by when they were raised.
///
/// Errors     Throws StoreReadFailed where a record is damaged or cannot be read.
class AlertOrder {
 public:
  AlertOrder(const Database& database, const rocksdb::ReadOptions& options);
  void to_oldest() { at_->SeekToFirst(); }
  void to_newest() { at_->SeekToLast(); }
  /// To the newest that was raised before that number.
  void to_before(std::uint64_t raised_seq) { at_->SeekForPrev(key_of(raised_seq).slice()); }
  bool is_over() const;

  /// The next ones, at most records_at_once.
  std::vector<Alert> newer();
  std::vector<Alert> older();

 private:
  template <class Step>
  std::vector<Alert> some(Step step);

  const Database& database_;
  const rocksdb::ReadOptions options_;
  const std::unique_ptr<rocksdb::Iterator> at_;
};

}  // namespace tocsin::storage
