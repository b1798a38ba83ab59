#pragma once
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/judge/late_rules.h"
#include "engine/judge/limits.h"
#include "engine/records.h"
#include "rules/backtest_read.h"

namespace tocsin::rules {

/// What became of a match in a back-test.
struct PastVerdict {
  bool found = false;   ///< its conditions on history and its windows hold
  bool raises = false;  ///< and it is over no limit, and on no repost
  bool limited = false;
};

/// Judges posts of the past with one set of rules, in the order in which they were said, as the
/// engine's judge does: history, windows, limits. Every rule as if it were live.
///
/// Threads    Unsafe.
/// Limits     Those of the judge's windows and limits.
class PastJudge {
 public:
  /// `first`: the time of the first post.
  PastJudge(const RuleBook& book, Instant first);
  /// By match, in their order; valid until the next call.
  std::span<const PastVerdict> judge(const PastHit& hit, const PastMatches& set,
                                     std::span<const Match> matches);
  /// The names of the brands that a match is about.
  std::vector<std::string_view> brands_of(const Match& match, const PastMatches& set) const {
    return brand_names(book_, match.brands != 0 ? match.brands : set.brands);
  }

 private:
  bool allowed(const RuleInfo& rule, const PastHit& hit, const PastMatches& set);
  void remember(const PastHit& hit, bool complaint, bool raises);
  void forget(Instant now);

  const RuleBook& book_;
  Windows windows_;
  LateRules late_{windows_};
  Limits limits_;
  WindowPost seen_;
  bool remembers_ = false;  ///< some rule asks for history
  std::unordered_map<std::uint64_t, AuthorState> authors_;
  std::unordered_set<std::uint64_t> cases_;
  std::vector<PastVerdict> verdicts_;
  Instant now_{};
  Instant forgot_{};
};

}  // namespace tocsin::rules
