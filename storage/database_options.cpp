#include "storage/database_options.h"

#include <algorithm>

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/sst_file_manager.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include "storage/ring_logger.h"
#include "storage/rollup_merge.h"

namespace tocsin::storage {
namespace {

rocksdb::CompressionType best_of(std::initializer_list<rocksdb::CompressionType> wanted) {
  const auto built_in = rocksdb::GetSupportedCompressions();
  for (const auto type : wanted)
    if (std::ranges::find(built_in, type) != built_in.end()) return type;
  return rocksdb::kNoCompression;
}

rocksdb::BlockBasedTableOptions table_options(std::size_t cache_bytes) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(cache_bytes);
  // Indexes and filters live in the cache too: else their memory grows with the store.
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.block_size = 16 << 10;
  // Readable by 7.8, 8.9 and 9.10 alike: a data folder may go back to an older distribution.
  table.format_version = 5;
  return table;
}

bool ages(Family family) {
  return family == Family::post || family == Family::author || family == Family::author_post ||
         family == Family::cases || family == Family::timeline || family == Family::reply;
}

}  // namespace

rocksdb::DBOptions database_options(const StoreOptions& options, const Database::Shared& shared) {
  rocksdb::DBOptions db;
  if (options.env != nullptr) db.env = options.env;
  db.create_if_missing = true;
  db.create_missing_column_families = true;
  db.paranoid_checks = true;
  db.track_and_verify_wals_in_manifest = true;
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  db.info_log = shared.log;
  // We close and open again after any error; see Watch::OnErrorRecoveryBegin.
  db.listeners = {shared.watch};
  db.max_bgerror_resume_count = 0;

  // The log is given up as the memtables that it covers are flushed. While they are, writing
  // goes on, so that flushing starts at half of what is allowed.
  db.max_total_wal_size = options.wal_bytes / 2;
  db.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(options.memtable_bytes);

  // Two cores: one flush and one compaction beside the writer. There is one writer: what lets
  // several write at once only costs.
  db.max_background_jobs = 2;
  db.allow_concurrent_memtable_write = false;
  db.enable_write_thread_adaptive_yield = false;
  db.avoid_unnecessary_blocking_io = true;
  // Spreads write-back, so that the fsync of a commit does not wait for a table's.
  db.bytes_per_sync = 1 << 20;
  db.max_open_files = 512;
  db.skip_stats_update_on_db_open = true;
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;

  rocksdb::Env* env = options.env != nullptr ? options.env : rocksdb::Env::Default();
  db.sst_file_manager.reset(rocksdb::NewSstFileManager(env, shared.log));
  db.sst_file_manager->SetMaxAllowedSpaceUsage(options.table_bytes_max);
  return db;
}

rocksdb::DBOptions options_to_read(rocksdb::Env* env) {
  rocksdb::DBOptions db;
  if (env != nullptr) db.env = env;
  db.track_and_verify_wals_in_manifest = true;
  return db;
}

std::vector<rocksdb::ColumnFamilyDescriptor> family_options(const StoreOptions& options,
                                                            const Database::Shared& shared) {
  rocksdb::ColumnFamilyOptions common;
  common.write_buffer_size = options.memtable_bytes / 2;
  common.max_write_buffer_number = 4;
  common.compression = best_of({rocksdb::kLZ4Compression, rocksdb::kSnappyCompression});
  common.bottommost_compression = best_of({rocksdb::kZSTD, rocksdb::kLZ4Compression});
  common.level_compaction_dynamic_level_bytes = true;
  common.target_file_size_base = 32 << 20;
  common.max_bytes_for_level_base = 128 << 20;
  // Most keys are looked up at most once, by the judge, which has a filter of its own: more
  // tables in level 0 cost little and halve what compaction rewrites.
  common.level0_file_num_compaction_trigger = 8;

  const rocksdb::BlockBasedTableOptions plain = table_options(options.cache_bytes);
  rocksdb::BlockBasedTableOptions looked_up = plain;
  looked_up.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));

  std::vector<rocksdb::ColumnFamilyDescriptor> all;
  for (std::size_t i = 0; i < family_count; ++i) {
    const auto family = static_cast<Family>(i);
    rocksdb::ColumnFamilyOptions own = common;
    const bool by_key = ages(family) || family == Family::alert;
    own.table_factory.reset(rocksdb::NewBlockBasedTableFactory(by_key ? looked_up : plain));
    if (by_key) {
      // The judge asks mostly for what is not there: a miss need not walk the memtable's list.
      own.memtable_prefix_bloom_size_ratio = 0.02;
      own.memtable_whole_key_filtering = true;
    }
    if (ages(family)) {
      own.compaction_filter_factory = age_filter(family, shared.cutoffs);
      own.table_properties_collector_factories = {age_collector()};
    }
    if (family == Family::rollup) own.merge_operator = rollup_merge();
    all.emplace_back(
        family == Family::meta ? rocksdb::kDefaultColumnFamilyName : std::string(name_of(family)),
        own);
  }
  return all;
}

}  // namespace tocsin::storage
