#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/identity.h"
#include "engine/records.h"

namespace tocsin::serve {

/// Who looks at which case, and who types there. In memory alone; each connection is a seat, at one
/// case at a time.
///
/// Threads    Any; one lock.
/// Limits     As many seats as connections. A seat that says nothing for `Options::stays` is empty.
///            A case that everybody left is remembered for as long, so that all hear of it.
class Presence {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Seat = std::uint64_t;
  struct Options {
    std::chrono::milliseconds stays{60'000};
  };

  Presence() = default;
  explicit Presence(Options options) : options_(options) {}

  Seat take_seat();
  /// The seat looks at this case; nullopt: at none. Whether others should hear of it.
  bool see(Seat seat, const Person& person, std::optional<CaseId> at, bool typing, Time now);
  bool leave(Seat seat, Time now) { return see(seat, {}, std::nullopt, false, now); }

  struct News {
    std::uint64_t upto = 0;             ///< for the next time
    std::vector<std::string> messages;  ///< `{"type":"presence",…}`
  };
  /// What changed after `since`; 0: every case where somebody is.
  News since(std::uint64_t since, Time now);

 private:
  struct Seen {
    Person person;
    CaseId at;
    bool typing = false;
    Time said;
  };
  struct Change {
    std::uint64_t number = 0;
    Time at;
  };
  void changed(CaseId at, Time now);
  void clear_away(Time now);
  std::string message(const CaseId& at) const;

  Options options_;
  std::mutex mutex_;
  Seat seats_ = 0;
  std::uint64_t changes_ = 0;
  std::map<Seat, Seen> seen_;
  std::map<CaseId, Change> cases_;  ///< where somebody is, or was a while ago
};

}  // namespace tocsin::serve
