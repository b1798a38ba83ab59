#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <rocksdb/write_batch.h>

#include "engine/commit.h"
#include "storage/audit_chain.h"
#include "storage/database.h"
#include "storage/key_set.h"

namespace tocsin::storage {

/// Turns commits into one WriteBatch. Of records with the same key, the last one alone is
/// written.
///
/// Threads    The writer's.
/// Ownership  Borrows the commits during build(). The batch lives until the next build().
/// Errors     build() throws StoreReadFailed where the record of a post that goes is unreadable.
/// Cost       Encoding and one copy; no allocation once its buffers have grown.
class CommitWriter {
 public:
  /// How far the store has come: what a batch starts from, and what it leaves when written.
  struct State {
    std::uint64_t run = 0;          ///< of the program on this store
    std::uint64_t last_seq = 0;     ///< of the feed
    std::uint64_t letters_end = 0;  ///< bytes of dead letters ever written
    std::uint64_t letters_begin = 0;
    ChainEnd audit;  ///< the last entry of the audit log
    /// The oldest record written since open, of families that age.
    std::array<std::int64_t, family_count> oldest_us{};
  };
  struct Built {
    rocksdb::WriteBatch& batch;
    State after;
    bool must_sync = false;
  };
  Built build(std::span<const Commit* const> commits, const Database& database, const State& before,
              std::uint64_t letters_max);

 private:
  void posts(std::span<const Commit* const> commits);
  void put_kept();
  void gone(const PostGone& gone);
  void desk(std::span<const Commit* const> commits);
  void feed(const Commit& commit);
  void deeds(const Commit& commit);
  void letters(const Commit& commit);
  void people(const Commit& commit);
  void audit(const Commit& commit);
  void rollups(std::span<const Commit* const> commits);
  void workshop(const Commit& commit);
  void small(std::span<const Commit* const> commits);
  void trim_letters(std::uint64_t letters_max);
  void put(Family family, const rocksdb::Slice& key, const rocksdb::Slice& value);
  void saw(Family family, Instant age);

  struct Kept {
    PostKey key{};
    AuthorKey author{};
    const PostWrite* write = nullptr;
  };

  rocksdb::WriteBatch batch_;
  std::string record_;
  KeySet seen_;
  std::vector<Kept> kept_;  ///< of this batch, the last version of each
  std::unordered_map<PostKey, const PostWrite*> waiting_;  ///< filled only where posts go
  const Database* database_ = nullptr;
  State state_;
};

}  // namespace tocsin::storage
