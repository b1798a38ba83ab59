#pragma once
#include <array>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rocksdb/db.h>

#include "storage/age.h"
#include "storage/data_folder.h"
#include "storage/families.h"
#include "storage/ring_logger.h"
#include "storage/watch.h"

namespace tocsin {
struct StoreOptions;
}

namespace tocsin::storage {

/// An open RocksDB with our column families.
///
/// Threads    As RocksDB: reading and writing from any; closing (the destructor) alone.
/// Ownership  Shares the cutoffs, the watch and the log. Iterators and snapshots must be
///            gone before it.
class Database {
 public:
  /// What outlives a close and open again.
  struct Shared {
    DataFolder folder;
    std::shared_ptr<Cutoffs> cutoffs;
    std::shared_ptr<Watch> watch;
    std::shared_ptr<RingLogger> log;
  };
  static std::expected<std::unique_ptr<Database>, rocksdb::Status> open(const StoreOptions& options,
                                                                        const Shared& shared);
  /// A store that has only some of the families, those given, `meta` first: nothing is made, and
  /// in() knows `meta` alone.
  static std::expected<std::unique_ptr<Database>, rocksdb::Status> open_part(
      const rocksdb::DBOptions& options, const Shared& shared,
      const std::vector<rocksdb::ColumnFamilyDescriptor>& families);
  /// To be read beside a process that has it open: posts and meta records alone, as they are now
  /// (storage/past_posts.h). `own`: a folder for what this side writes.
  static std::expected<std::unique_ptr<Database>, rocksdb::Status> open_beside(
      const StoreOptions& options, const Shared& shared, const std::filesystem::path& own);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* in(Family family) const {
    return families_[static_cast<std::size_t>(family)];
  }

  /// Nothing where there is no such record; throws StoreReadFailed where it cannot be read.
  std::optional<std::string> get(Family family, const rocksdb::Slice& key) const;
  /// The number under a key of `meta`; nothing where there is none or it is not one.
  std::optional<std::uint64_t> meta_number(std::string_view key) const;
  /// Of all write-ahead logs that a recovery would read.
  std::uint64_t wal_bytes() const;
  /// Makes tables of all that is in memory: the logs are given up. Returns when it is done.
  rocksdb::Status flush_all();
  /// Durable when it returns.
  rocksdb::Status put_meta_number(std::string_view key, std::uint64_t value);

 private:
  Database() = default;
  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, family_count> families_{};
};

/// Keys of `meta` that are ours; those of the judge stand behind `engine/`.
inline constexpr std::string_view schema_key = "store/schema";
inline constexpr std::string_view run_key = "store/run";
inline constexpr std::string_view written_key = "store/written";
inline constexpr std::string_view engine_prefix = "engine/";

}  // namespace tocsin::storage
