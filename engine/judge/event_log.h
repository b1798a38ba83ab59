#pragma once
#include <utility>
#include <vector>

#include "engine/records.h"

namespace tocsin {

/// Numbers the feed's events, densely from 1, across restarts.
///
/// Threads    Unsafe; the judge owns it.
class EventLog {
 public:
  void restore(std::uint64_t last_seq) { seq_ = last_seq; }
  /// The number that the next event will have.
  std::uint64_t next() const { return seq_ + 1; }
  void set_time(Instant at) { at_ = at; }
  /// Who does what follows; nobody: the engine.
  void set_by(Person by) { by_ = std::move(by); }
  Event& add(EventKind kind) {
    auto& event = events_.emplace_back();
    event.seq = ++seq_;
    event.kind = kind;
    event.at = at_;
    event.by = by_;
    return event;
  }
  std::size_t size() const { return events_.size(); }
  std::vector<Event> take() { return std::exchange(events_, {}); }

 private:
  std::uint64_t seq_ = 0;
  Instant at_{};
  Person by_;
  std::vector<Event> events_;
};

}  // namespace tocsin
