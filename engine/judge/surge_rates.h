#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/rule_book.h"
#include "engine/time.h"

namespace tocsin {

/// How fast a rule matches for a group (a brand, an author …), and how fast it usually does.
///
/// What runs now is counted in sixtieths of `within`: the last sixty, this one included. The usual
/// rate is the average before them, over the last 24 hours (of a longer window: the last twelve
/// windows), or as far back as the rule is known; before one whole `within` is known there is no
/// usual rate, and no surge.
///
/// Threads    Unsafe; the judge owns it.
/// Limits     `most` groups; when full, the one without a match for longest goes, and counts from
///            nothing when it comes back. Per group at most 264 counts.
/// Cost       A look-up and some tens of additions; a record of up to two kilobytes a group and
///            commit.
class SurgeRates {
 public:
  explicit SurgeRates(std::size_t most) : most_(most) {}

  struct Rates {
    std::uint64_t now = 0;        ///< in the last `within`
    std::optional<double> usual;  ///< per `within`; nullopt: not known yet
  };
  enum class Counts : bool { no, yes };
  /// A match at `at`, of a rule that is known since `since`.
  Rates note(std::uint64_t group, const RuleWindow& window, Instant since, Instant at,
             Counts counts);
  void expire(Instant now);
  /// Appends what changed since the last call; an empty value deletes.
  void take_changed(std::vector<std::pair<std::string, std::string>>& out);
  /// One record as take_changed() wrote it. Any order.
  void restore(std::string_view name, std::string_view value);
  static constexpr std::string_view prefix = "judge/surge/";
  std::size_t size() const { return groups_.size(); }

 private:
  using Slots = std::map<std::int64_t, std::int64_t>;  ///< number of the slot → matches
  struct Group {
    Instant since{};
    Instant expires{};
    Micros within{};
    Slots fine;
    Slots coarse;
  };
  Group& group_of(std::uint64_t id, const RuleWindow& window, Instant since, Instant expires);
  void erase(std::uint64_t id);

  std::size_t most_;
  std::unordered_map<std::uint64_t, Group> groups_;
  std::set<std::pair<Instant, std::uint64_t>> order_;  ///< expires, group
  std::vector<std::uint64_t> changed_;
};

}  // namespace tocsin
