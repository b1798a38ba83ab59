#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/people/audit.h"
#include "engine/read_batch.h"
#include "engine/records.h"

namespace tocsin {

/// A kept post as the judge hands it over: text still borrowed from its ReadBatch, which the
/// commit holds.
struct PostWrite {
  PostKey key{};
  PostView post;
  std::uint32_t version = 1;
  bool ours = false;
  Instant first_seen{};
  Instant last_seen{};
  std::vector<std::string> brands;
  std::vector<Finding> findings;
  std::vector<CaseId> cases;
  float kept_rate = 1;
  bool unscanned = false;
};

/// A kept post whose text goes: the record stays, with its number and state.
struct PostGone {
  PostKey key{};
  Gone gone = Gone::deleted;
  Instant at{};
};

/// A counter's rise, kept by hour: `posts`, `findings:telecom/churn-threat` …
struct RollupAdd {
  std::string name;
  std::int64_t hour = 0;
  std::int64_t by = 0;
};

struct PeopleChanges;    // users, sessions, tokens (engine/people/)
struct DeskChanges;      // what people did: notes, actions, replies, timers (engine/desk/)
struct WorkshopChanges;  // packs' versions, rules' lives and verdicts (engine/workshop/)

/// All that follows from some batches: written as one atomic write, with the cursors up to
/// which they were heard.
///
/// Ownership  Owns the batches that its posts borrow from.
struct Commit {
  std::uint64_t number = 0;         ///< dense, from 1 in each run
  std::uint64_t last_batch = 0;     ///< the last batch number in it
  std::uint64_t heard_batches = 0;  ///< batches that it settles, and their bytes
  std::uint64_t heard_bytes = 0;
  std::vector<std::unique_ptr<ReadBatch>> batches;
  std::vector<PostWrite> posts;
  std::vector<PostGone> gone;
  std::vector<AuthorState> authors;
  std::vector<Case> cases;
  std::vector<Alert> alerts;
  std::vector<Event> events;  ///< ascending seq, dense
  std::vector<DeadLetter> dead_letters;
  std::vector<AuditEntry> audit;          ///< in order
  std::shared_ptr<PeopleChanges> people;  ///< null: none
  std::shared_ptr<DeskChanges> desk;
  std::shared_ptr<WorkshopChanges> workshop;
  std::vector<SourceCursor> cursors;
  std::vector<RollupAdd> rollups;
  std::vector<std::pair<std::string, std::string>>
      meta;  ///< judge's own state: stream time, limits …
  /// It holds an event or an answer to a caller: synced before told (DESIGN §3.3).
  bool must_sync = false;
  /// Callers who wait for it, with their results; called by keep after the write.
  std::vector<std::pair<std::function<void(BatchResult)>, BatchResult>> waiting;
};

}  // namespace tocsin
