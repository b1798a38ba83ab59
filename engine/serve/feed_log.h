#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/serve/event_cache.h"
#include "engine/serve/feed_filter.h"

namespace tocsin::serve {

/// Some events as one message.
struct FeedFrame {
  std::shared_ptr<const std::string> text;  ///< null: no events
  std::uint64_t upto = 0;                   ///< the next `since`
  std::size_t events = 0;
};

/// A page of the snapshot, as one message.
struct SnapshotFrame {
  std::shared_ptr<const std::string> text;
  std::vector<AlertId> alerts;
  std::uint64_t before_raised_seq = 0;  ///< for the next page
  bool more = false;
};

/// What sessions pull from: events and snapshots as messages of at most bounds::ws_frame_bytes
/// (one event that is larger goes alone).
///
/// Threads    Any.
/// Ownership  Borrows the store.
/// Errors     As Store's reads.
/// Cost       Clients without a filter that stand at the same place share one message.
class FeedLog {
 public:
  explicit FeedLog(const Store& store) : store_(store), cache_(store) {}

  std::uint64_t first_seq() const { return store_.first_seq(); }
  std::uint64_t last_seq() const { return store_.last_seq(); }

  FeedFrame frame_after(std::uint64_t since);
  std::vector<ServedEventPtr> events_after(std::uint64_t since, std::size_t most) {
    return cache_.after(since, most);
  }
  /// Alerts that are not ended, newest first, raised at or before `seq`.
  SnapshotFrame snapshot(std::uint64_t seq, const FeedFilter& filter, std::uint64_t before) const;

  EventCache& cache() { return cache_; }

 private:
  struct Shared {
    std::uint64_t since = 0;
    std::uint64_t generation = 0;
    FeedFrame frame;
  };

  const Store& store_;
  EventCache cache_;
  std::mutex mutex_;
  std::vector<Shared> shared_;  // the last few messages, oldest first
};

/// Joins events, as many as fit, to one message: an object where it is one, else an array.
FeedFrame join_events(const std::vector<ServedEventPtr>& events);

}  // namespace tocsin::serve
