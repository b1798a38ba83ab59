#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <rocksdb/compaction_filter.h>
#include <rocksdb/slice.h>
#include <rocksdb/table_properties.h>

#include "engine/time.h"
#include "storage/families.h"

/// How old records are, without parsing them: field 1 of each that ages is a fixed number,
/// written first.
namespace tocsin::storage {

/// Nothing where the value is no such record.
inline std::optional<Instant> aged_from(const rocksdb::Slice& value) {
  constexpr char tag_of_field_1 = 0x09;
  if (value.size() < 9 || value[0] != tag_of_field_1) return std::nullopt;
  std::uint64_t us = 0;
  for (int i = 8; i >= 1; --i) us = us << 8 | static_cast<unsigned char>(value[i]);
  return instant_from_us(static_cast<std::int64_t>(us));
}

/// A record that is nothing but its age: of indexes whose entries go with what they point to.
inline std::array<char, 9> only_age(Instant from) {
  std::array<char, 9> value{0x09};
  auto us = static_cast<std::uint64_t>(us_of(from));
  for (std::size_t i = 1; i < value.size(); ++i, us >>= 8) value[i] = static_cast<char>(us);
  return value;
}

/// Before when each family's records are to go. Shared by the store and the compactions that
/// run in RocksDB's threads.
///
/// Threads    Any.
class Cutoffs {
 public:
  Cutoffs() {
    for (auto& c : us_) c = INT64_MIN;
  }
  Instant of(Family family) const { return instant_from_us(us_[index(family)].load()); }
  /// Never goes back: what was hidden as too old stays hidden.
  void raise(Family family, Instant to) {
    auto& at = us_[index(family)];
    std::int64_t now = at.load();
    while (now < us_of(to) && !at.compare_exchange_weak(now, us_of(to))) {
    }
  }
  bool expired(Family family, const rocksdb::Slice& value) const {
    const auto age = aged_from(value);
    return age && *age < of(family);
  }

 private:
  static std::size_t index(Family family) { return static_cast<std::size_t>(family); }
  std::array<std::atomic<std::int64_t>, family_count> us_;
};

/// Drops a family's expired records whenever a compaction comes by.
std::shared_ptr<rocksdb::CompactionFilterFactory> age_filter(
    Family family, std::shared_ptr<const Cutoffs> cutoffs);

/// Writes into each table how many records of which day it holds, so that retention finds the
/// tables that are worth rewriting, and sizes() the oldest record, without reading them.
std::shared_ptr<rocksdb::TablePropertiesCollectorFactory> age_collector();

/// What age_collector() wrote into a table.
struct TableAges {
  std::optional<Instant> oldest;
  std::map<std::int64_t, std::uint64_t> bytes_by_day;  ///< day number since 1970 → bytes
  std::uint64_t bytes = 0;
  /// The share of bytes in days that ended before `cutoff`, 0 to 1.
  double expired_share(Instant cutoff) const;
};
TableAges ages_of(const rocksdb::TableProperties& table);

}  // namespace tocsin::storage
