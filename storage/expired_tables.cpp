#include "storage/expired_tables.h"

#include <string>
#include <vector>

#include "storage/age.h"

namespace tocsin::storage {
namespace {

constexpr std::size_t tables_per_call = 8;
constexpr double worth_rewriting = 0.2;

struct Expired {
  std::string path;
  int level = 0;
};

std::vector<Expired> expired_tables(const Database& database, Family family, Instant cutoff,
                                    Instant at_latest) {
  rocksdb::TablePropertiesCollection tables;
  if (!database.db().GetPropertiesOfAllTables(database.in(family), &tables).ok()) return {};
  rocksdb::ColumnFamilyMetaData meta;
  database.db().GetColumnFamilyMetaData(database.in(family), &meta);
  std::vector<Expired> found;
  for (const auto& level : meta.levels)
    for (const auto& file : level.files) {
      const std::string path = file.db_path + file.name;
      const auto properties = tables.find(path);
      if (properties == tables.end() || file.being_compacted) continue;
      const TableAges ages = ages_of(*properties->second);
      if (ages.expired_share(cutoff) >= worth_rewriting ||
          (ages.oldest && *ages.oldest < at_latest))
        found.push_back({path, level.level});
    }
  return found;
}

}  // namespace

void rewrite_expired(const Database& database, Family family, Instant cutoff, Instant at_latest) {
  auto* handle = database.in(family);
  const auto expired = expired_tables(database, family, cutoff, at_latest);
  std::size_t done = 0;
  for (const Expired& table : expired) {
    if (table.level == 0) {
      // Level 0's tables overlap each other: they go down together. One that grew this old there
      // belongs to a family that is small or idle.
      rocksdb::CompactRangeOptions whole;
      whole.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
      database.db().CompactRange(whole, handle, nullptr, nullptr).PermitUncheckedError();
      return;
    }
    if (done++ == tables_per_call) return;
    database.db().CompactFiles({}, handle, {table.path}, table.level).PermitUncheckedError();
  }
}

}  // namespace tocsin::storage
