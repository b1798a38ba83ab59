#pragma once
#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bounds.h"
#include "engine/desk/desk_store.h"
#include "engine/people/people_store.h"
#include "engine/store.h"
#include "storage/open_error.h"
#include "storage/schema.h"

namespace rocksdb {
class Env;
}

namespace tocsin {
struct PackVersion;
class StoredPosts;

/// How long each kind of record is kept, counted back from the `now` of enforce_retention().
struct Retention {
  std::chrono::hours posts = bounds::keep_posts;    ///< since last_seen
  std::chrono::hours authors = bounds::keep_cases;  ///< since last_seen
  std::chrono::hours cases = bounds::keep_cases;    ///< since the last post; alerts: since updated
  std::chrono::hours rollups = bounds::keep_audit;
  std::chrono::hours audit = bounds::keep_audit;
  /// An event goes when it is both older than `feed` and not among the newest `feed_events`.
  std::chrono::hours feed = bounds::keep_feed;
  std::uint64_t feed_events = bounds::keep_feed_events;
  std::uint64_t dead_letter_bytes = bounds::dead_letter_bytes;  ///< the newest are kept
};

struct StoreOptions {
  std::filesystem::path path;  ///< the data folder; made if missing
  Retention retention;
  std::size_t wal_bytes = bounds::wal_bytes;  ///< of all write-ahead logs together
  std::size_t memtable_bytes = 32 << 20;      ///< flushed before they take more
  std::size_t cache_bytes = 20 << 20;         ///< blocks, indexes and filters of tables
  std::uint64_t table_bytes_max = 0;          ///< writes fail as `full` above it; 0: no limit
  std::size_t ballast_bytes = 64 << 20;       ///< given up when the disk is full; 0: none
  std::span<const storage::Migration> migrations = storage::migrations();
  /// Hears RocksDB's warnings and errors, one line each, from its threads. Must not call the store.
  std::function<void(const std::string&)> warn;
  rocksdb::Env* env = nullptr;  ///< instead of the system's files: for tests of power loss
};

/// What the store knows of itself, for metrics and the doctor.
struct StoreNumbers {
  std::uint64_t wal_bytes = 0;
  std::uint64_t table_bytes = 0;
  std::uint64_t memtable_bytes = 0;
  std::uint64_t cache_bytes = 0;
  std::uint64_t pending_compaction_bytes = 0;
  bool write_stopped = false;            ///< RocksDB holds writers until it has caught up
  std::uint64_t delayed_write_rate = 0;  ///< bytes a second it allows; 0: no brake
  std::uint64_t background_errors = 0;   ///< since the program started
  std::string last_background_error;     ///< empty: none
  std::uint64_t reopened = 0;            ///< since the program started
  bool ballast = false;                  ///< it lies on the disk
};

/// The store on RocksDB.
///
/// Threads    As Store says; numbers(), backup() and scrub() from any.
/// Ownership  Owns the data folder while it lives: a second open() of it is refused (75).
/// Limits     Memory: about cache_bytes + 2 × memtable_bytes. Write-ahead log: wal_bytes.
/// Errors     write() and reopen() answer with StoreError. After a failed write() nothing is
///            written until reopen() has worked. Reads of damaged data throw StoreReadFailed.
/// Cost       bench/bench_store.cpp.
class RocksStore final : public Store, public PeopleStore, public DeskStore {
 public:
  static std::expected<std::unique_ptr<RocksStore>, OpenError> open(StoreOptions options);
  ~RocksStore() override;

  std::expected<void, StoreError> write(std::span<const Commit* const> commits) override;
  std::expected<void, StoreError> reopen() override;

  std::optional<KeptPost> post(PostKey key) const override;
  std::optional<AuthorState> author(AuthorKey key) const override;
  std::optional<Case> find_case(CaseId id) const override;
  std::optional<Alert> alert(AlertId id) const override;
  std::vector<std::optional<KeptPost>> posts(std::span<const PostKey> keys) const override;

  std::vector<Alert> alerts(const AlertQuery& query) const override;
  std::vector<Case> cases(const CaseQuery& query) const override;
  void each_alert(const std::function<void(const Alert&)>& visit) const override;
  void each_post_key(const std::function<void(PostKey)>& visit) const override;
  void each_case_id(const std::function<void(CaseId)>& visit) const override;
  void each_post(Instant since, const std::function<bool(const KeptPost&)>& visit) const override;
  void each_dead_letter(const std::function<void(const DeadLetter&)>& visit) const override;

  std::vector<Event> events(std::uint64_t since, std::size_t most) const override;
  std::uint64_t first_seq() const override;
  std::uint64_t last_seq() const override;

  std::string cursor(std::string_view source_name) const override;
  std::optional<std::string> meta(std::string_view key) const override;
  void each_meta(std::string_view prefix,
                 const std::function<void(std::string_view key, std::string_view value)>& visit)
      const override;
  std::vector<PostKey> posts_of(AuthorKey author) const override;
  std::vector<KindSize> sizes() const override;
  void enforce_retention(Instant now) override;

  void each_user(const std::function<void(const User&)>& visit) const override;
  void each_session(const std::function<void(const Session&)>& visit) const override;
  void each_token(const std::function<void(const ApiToken&)>& visit) const override;
  std::vector<AuditLine> audit(std::uint64_t before, std::size_t most) const override;
  AuditVerdict verify_audit() const override;

  const DeskStore* desk() const override { return this; }
  std::vector<TimelineEntry> timeline(CaseId id, std::size_t most) const override;
  void each_deed(const std::function<void(const Deed&)>& visit) const override;
  void each_reply(const std::function<void(const Reply&)>& visit) const override;
  std::vector<Reply> replies(CaseId in) const override;
  PostPage search(const PostQuery& query) const override;

  /// Counters of the hours [from, to), by hour and name.
  std::vector<RollupAdd> rollups(std::int64_t from_hour, std::int64_t to_hour) const;
  /// The texts that a pack had, oldest first.
  std::vector<PackVersion> pack_versions(std::string_view pack) const;
  /// The kept posts, to be read by several threads at once. Must not outlive the store.
  std::unique_ptr<StoredPosts> past_posts() const;
  StoreNumbers numbers() const;
  /// RocksDB's last log lines, oldest first.
  std::vector<std::string> log_lines() const;
  /// A copy of all that is durable now, checksummed, in `folder`; later copies to the same folder
  /// take only what is new. Goes on while the store is written to.
  std::expected<void, OpenError> backup(const std::filesystem::path& folder) const;
  /// Rewrites the tables and gives up the logs that may still hold text of posts that are gone.
  /// Takes as long as copying all posts does.
  std::expected<void, StoreError> scrub();

 private:
  struct Parts;
  explicit RocksStore(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace tocsin
