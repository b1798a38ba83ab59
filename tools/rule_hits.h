#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "engine/serve/engine_view.h"
#include "storage/rocks_store.h"

namespace tocsin::tools {

/// How often each rule matched in the last 30 days of stream time, and what people said of its
/// alerts in 90, from what the store counts by the hour. A rule that did not match has no hits, not
/// no answer.
///
/// Threads    Any.
/// Ownership  Borrows the store and the clock.
/// Cost       A look-up; the current hour is read again at most once a second, the hours before
///            it once an hour.
class RuleHits {
 public:
  RuleHits(const RocksStore& store, const Clock& clock) : store_(store), clock_(clock) {}

  /// `stream_time`: the judge's; Instant{} where it has heard nothing yet.
  serve::RuleTally of(std::string_view rule, Instant stream_time) const;

 private:
  /// Of a rule: all, and by day back from `today_`.
  struct Count {
    std::uint64_t all = 0;
    std::array<std::uint64_t, 30> by_day{};
  };
  using Hits = std::map<std::string, Count, std::less<>>;
  using VerdictsOf = std::map<std::string, std::map<std::string, std::uint64_t>, std::less<>>;
  Hits between(std::int64_t from_hour, std::int64_t to_hour) const;
  VerdictsOf verdicts_since(std::int64_t hour) const;
  void refresh(Instant stream_time) const;

  const RocksStore& store_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  mutable Instant read_at_{};
  mutable std::int64_t hour_ = 0;  ///< `closed_` holds those before it
  mutable std::int64_t today_ = 0;
  mutable Hits closed_;
  mutable Hits current_;
  mutable VerdictsOf verdicts_;
  mutable Instant verdicts_at_{};
};

}  // namespace tocsin::tools
