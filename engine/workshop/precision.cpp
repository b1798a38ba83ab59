#include "engine/workshop/precision.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tocsin {
namespace {

constexpr std::array<std::string_view, 3> right{"helped", "no-action", "attack"};
constexpr std::array<std::string_view, 3> wrong{"not-a-complaint", "not-ours", "spam"};

/// Verdicts below which nothing is suggested: chance is too large.
constexpr std::uint64_t verdicts_least = 10;
/// Findings in 30 days that show what a shadow rule does, and above which it would be a burden.
constexpr std::uint64_t hits_least = 30;
constexpr std::uint64_t hits_most = 3'000;
constexpr double surely_good = 2.0 / 3;
constexpr double surely_bad = 0.5;

std::string percent(double share) {
  return std::to_string(static_cast<int>(std::lround(share * 100))) + " %";
}

}  // namespace

VerdictSays meaning_of(std::string_view outcome) {
  if (std::ranges::find(right, outcome) != right.end()) return VerdictSays::right;
  if (std::ranges::find(wrong, outcome) != wrong.end()) return VerdictSays::wrong;
  return VerdictSays::nothing;
}

std::optional<Precision> precision_of(const Verdicts& verdicts) {
  std::uint64_t good = 0, all = 0;
  for (const auto& [outcome, count] : verdicts) {
    const auto says = meaning_of(outcome);
    if (says == VerdictSays::nothing) continue;
    all += count;
    if (says == VerdictSays::right) good += count;
  }
  if (all == 0) return std::nullopt;
  constexpr double z = 1.959964;
  const auto n = static_cast<double>(all);
  const double p = static_cast<double>(good) / n;
  const double middle = p + z * z / (2 * n);
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  const double scale = 1 + z * z / n;
  return Precision{p, std::max(0.0, (middle - half) / scale),
                   std::min(1.0, (middle + half) / scale), all};
}

std::optional<Suggestion> suggest(RuleStatus status, std::uint64_t hits, const Verdicts& verdicts) {
  const auto precision = precision_of(verdicts);
  const bool judged = precision && precision->n >= verdicts_least;
  const auto so = [&] {
    return percent(precision->value) + " of " + std::to_string(precision->n) +
           " verdicts were right (surely between " + percent(precision->low) + " and " +
           percent(precision->high) + ")";
  };
  if (status == RuleStatus::live && judged && precision->high < surely_bad)
    return Suggestion{"demote", so() + ": narrow it, or put it in shadow"};
  if (status != RuleStatus::shadow) return std::nullopt;
  if (judged) {
    if (precision->low >= surely_good) return Suggestion{"promote", so()};
    return std::nullopt;
  }
  if (hits < hits_least || hits > hits_most) return std::nullopt;
  return Suggestion{"promote", std::to_string(hits) +
                                   " findings in 30 days, not yet judged by people: look at its "
                                   "back-test's samples first"};
}

}  // namespace tocsin
