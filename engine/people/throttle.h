#pragma once
#include <chrono>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/people/bounds.h"

namespace tocsin {

/// Makes whoever guesses wait: after some failures of an account, or from an address, each further
/// one doubles the time until the next try (SECURITY C2). A name that nobody has is throttled as
/// one that somebody has.
///
/// Threads    Any; one lock.
/// Limits     bounds::throttled accounts and addresses.
class Throttle {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// An empty login: the address alone. How long the next try has to wait; zero: it may be made.
  std::chrono::seconds wait(const std::string& login, const std::string& address, Time now);
  void failed(const std::string& login, const std::string& address, Time now);
  /// The account's failures are forgotten; the address's are not: one account of one's own must
  /// not buy tries at others.
  void succeeded(const std::string& login);

 private:
  struct Entry {
    std::string key;
    int failures = 0;
    Time until{};
    Time last{};
  };
  using Entries = std::list<Entry>;

  void count(std::string key, int free, std::chrono::seconds longest, Time now);
  std::chrono::seconds left(const std::string& key, Time now) const;

  mutable std::mutex mutex_;
  Entries entries_;  ///< the one that failed longest ago first
  std::unordered_map<std::string_view, Entries::iterator> by_key_;
};

/// What stands for an address: of IPv6 the /64 that one customer is given.
std::string network_of(std::string_view address);

}  // namespace tocsin
