#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/serve/feed_filter.h"
#include "engine/store.h"

namespace tocsin::serve {

/// An event of the feed, written once for all who are shown it.
struct ServedEvent {
  std::uint64_t seq = 0;
  std::string json;
  std::optional<AlertFacts> alert;  ///< of alert.* events: what filters look at
  std::vector<PostKey> posts;       ///< whose text stands in `json`
};
using ServedEventPtr = std::shared_ptr<const ServedEvent>;

/// The newest events as they are sent, so that N clients cost one serialisation. When a post is
/// edited or deleted, what holds its text is dropped and written anew from the store: a deletion
/// is never undone by an old event.
///
/// Threads    Any; one lock.
/// Ownership  Borrows the store. What it hands out stays valid, and is not to be kept.
/// Limits     `Options`; older events come from the store, written for each client.
/// Errors     As Store's reads.
class EventCache {
 public:
  struct Options {
    std::size_t events = 8192;     ///< 1–1,000,000
    std::size_t bytes = 32 << 20;  ///< of JSON
  };
  explicit EventCache(const Store& store) : EventCache(store, Options{}) {}
  EventCache(const Store& store, Options options) : store_(store), options_(options) {}

  /// Durable events with seq > since, ascending and dense, at most `most`; those up to the
  /// store's last that are not told yet too.
  std::vector<ServedEventPtr> after(std::uint64_t since, std::size_t most);

  /// Rises when something served before may be wrong now.
  std::uint64_t generation() const;
  std::uint64_t times_serialised() const;  ///< for tests and metrics

 private:
  std::uint64_t last() const { return first_ + events_.size() - 1; }
  void catch_up();
  void append(ServedEventPtr event);
  void forget(PostKey post);
  ServedEventPtr serialise(const Event& event);
  ServedEventPtr at(std::uint64_t seq);

  const Store& store_;
  const Options options_;
  mutable std::mutex mutex_;
  std::deque<ServedEventPtr> events_;  // seq first_, first_ + 1 …; null: to be written anew
  std::uint64_t first_ = 1;
  std::size_t bytes_ = 0;
  std::uint64_t generation_ = 0;
  std::uint64_t serialised_ = 0;
};

}  // namespace tocsin::serve
