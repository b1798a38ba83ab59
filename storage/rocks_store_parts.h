#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <utility>

#include "storage/ballast.h"
#include "storage/commit_writer.h"
#include "storage/data_folder.h"
#include "storage/database.h"
#include "storage/rocks_store.h"

namespace tocsin {

/// What a RocksStore is made of. For the rocks_store_*.cpp files alone.
struct RocksStore::Parts {
  Parts(StoreOptions from, storage::Database::Shared with, storage::DataLock held)
      : options(std::move(from)),
        shared(std::move(with)),
        lock(std::move(held)),
        ballast(shared.folder.ballast(), options.ballast_bytes) {}

  StoreOptions options;
  storage::Database::Shared shared;
  storage::DataLock lock;
  storage::Ballast ballast;

  /// Shared by whoever uses `database`; exclusive while reopen() replaces it.
  mutable std::shared_mutex gate;
  std::unique_ptr<storage::Database> database;  ///< null: closed, a reopen() failed

  /// Held to write, and to read what is then deleted (retention).
  std::mutex writing;
  storage::CommitWriter writer;
  storage::CommitWriter::State state;  ///< under `writing`
  std::atomic<std::uint64_t> first_seq{1};
  std::atomic<std::uint64_t> last_seq{0};
  std::atomic<std::uint64_t> reopened{0};

  /// Set by a failed write: how it failed, and the number of the last commit that was in it.
  struct Failed {
    StoreError error;
    std::uint64_t last_commit = 0;
  };
  std::optional<Failed> failed;
  /// After a reopen: commits up to this number were found written although their write had
  /// failed (the log took them, its sync did not come back). They are not written twice.
  std::uint64_t found_written = 0;

  /// Reads the state of an opened database. `run`: nothing, to begin a new one.
  rocksdb::Status take_up(std::optional<std::uint64_t> run);
  /// Lets the writer wait where RocksDB does not give up logs as fast as they grow.
  void hold_the_log_down(std::size_t written);
  std::size_t unlooked_log_bytes = 0;  ///< written since the log was last looked at
  std::expected<void, StoreError> write(std::span<const Commit* const> commits);
};

namespace storage {

/// A database that stays open for as long as this lives, and a point in time of it.
///
/// Errors     The constructor throws StoreReadFailed where the store is closed.
class Reading {
 public:
  explicit Reading(std::shared_mutex& gate, const std::unique_ptr<Database>& database)
      : open_(gate), database_(database.get()) {
    if (database_ == nullptr)
      throw StoreReadFailed("the store is closed: it could not be opened again after an error");
  }
  ~Reading() {
    if (snapshot_ != nullptr) database_->db().ReleaseSnapshot(snapshot_);
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  const Database& database() const { return *database_; }
  /// For calls that read more than once: all of them see the same moment.
  rocksdb::ReadOptions at_one_moment() {
    if (snapshot_ == nullptr) snapshot_ = database_->db().GetSnapshot();
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    return options;
  }

 private:
  std::shared_lock<std::shared_mutex> open_;
  const Database* database_;
  const rocksdb::Snapshot* snapshot_ = nullptr;
};

}  // namespace storage
}  // namespace tocsin
