#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "engine/people/bounds.h"

namespace tocsin::serve {

/// How many feeds each session has open (SECURITY B5).
///
/// Threads    Any; one lock.
/// Ownership  A seat is given back when its holder lets go of it, before this goes.
/// Limits     bounds::feeds_per_session; whoever has no session (scripts, this machine while there
///            are no users) is bounded as connections are.
class FeedSeats {
 public:
  using Seat = std::shared_ptr<const void>;

  /// Null where the session has as many as it may.
  Seat take(const std::string& session) {
    if (session.empty()) return std::make_shared<const bool>(true);
    const std::scoped_lock lock(mutex_);
    auto& count = taken_[session];
    if (count >= bounds::feeds_per_session) return nullptr;
    ++count;
    return {this, [this, session](const void*) { give_back(session); }};
  }

 private:
  void give_back(const std::string& session) {
    const std::scoped_lock lock(mutex_);
    if (const auto at = taken_.find(session); at != taken_.end() && --at->second == 0)
      taken_.erase(at);
  }

  std::mutex mutex_;
  std::map<std::string, std::size_t> taken_;
};

}  // namespace tocsin::serve
