#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/identity.h"
#include "engine/judge/near_texts.h"
#include "engine/judge/surge_rates.h"
#include "engine/judge/window_log.h"
#include "engine/rule_book.h"

namespace tocsin {

class Store;

/// What windows look at in a post that a rule matches.
struct WindowPost {
  PostKey post{};
  AuthorKey author{};
  PostKey conversation{};
  std::vector<std::string_view> brands;  ///< that the finding is about; `default` where none
  NearText text;                         ///< filled where wants_text()
  Instant at{};                          ///< stream time at which it counts
  Instant now{};                         ///< stream time
  bool repost = false;                   ///< counts for surges, and for nothing else
  bool again = false;                    ///< another version of a post that was counted
};

/// `repeat`, `surge` and `distinct`: whether a rule's matches, over many posts, make a finding.
///
/// A post counts in every stretch of `within` that it is part of, so that one that comes late
/// completes what it belongs to. It counts once, at its first version; what is edited or deleted
/// afterwards was said all the same.
///
/// Threads    Unsafe; the judge owns it.
/// Limits     bounds::window_matches, matches_per_window, near_texts, surge_groups.
/// Errors     None.
/// Cost       Nothing for rules without windows.
class Windows {
 public:
  Windows();

  /// Takes note of which rules there are; `first`: the time of the first post that they judge.
  /// What a surge rule's usual rate is, is known from then on.
  void begin(const RuleBook& book, Instant first);
  /// Counts a match of a rule, and says whether all of its windows hold; of each that does, what
  /// it saw is appended to `said`.
  bool judge(const RuleInfo& rule, const WindowPost& post, std::vector<TestedField>& said);
  static bool wants_text(const RuleInfo& rule);

  void expire(Instant now);
  void take_changed(std::vector<std::pair<std::string, std::string>>& out);
  void restore(const Store& store);
  std::uint64_t forgotten() const { return log_.forgotten(); }

 private:
  /// A group that a post counts in, and how people call it.
  struct Group {
    std::uint64_t id = 0;
    std::string called;
  };
  bool judge(const RuleInfo& rule, const RuleWindow& window, const WindowPost& post,
             std::vector<TestedField>& said);
  std::vector<Group> groups_of(const RuleInfo& rule, const RuleWindow& window,
                               const WindowPost& post);
  std::optional<std::string> repeat(const Group& group, const RuleWindow& window,
                                    const WindowPost& post);
  std::optional<std::string> distinct(const Group& group, const RuleWindow& window,
                                      const WindowPost& post);
  std::optional<std::string> surge(const Group& group, const RuleInfo& rule,
                                   const RuleWindow& window, const WindowPost& post);
  Instant note(std::uint64_t group, const RuleWindow& window, const WindowPost& post);
  void thin_out(std::uint64_t group, const RuleWindow& window, const WindowPost& post);

  WindowLog log_;
  NearTexts texts_;
  SurgeRates rates_;
  std::unordered_map<std::uint64_t, Instant> since_;  ///< by rule: when it was first loaded
  std::vector<std::uint64_t> changed_since_;
};

/// A rule's name as a number, in the judge's records.
std::uint64_t hash_of_rule(std::string_view id);

}  // namespace tocsin
