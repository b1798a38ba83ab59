#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/rule_book.h"

/// How right a rule is, by what people said of its alerts, and what follows from that.
namespace tocsin {

/// How many by outcome: `helped`, `not-a-complaint` …
using Verdicts = std::map<std::string, std::uint64_t>;

/// What an outcome says of the rule that raised the alert.
enum class VerdictSays : std::uint8_t { right, wrong, nothing };
VerdictSays meaning_of(std::string_view outcome);

/// The share of right verdicts, with its Wilson interval (95 %; Wilson 1927): honest for few.
struct Precision {
  double value = 0;
  double low = 0;
  double high = 0;
  std::uint64_t n = 0;  ///< verdicts that say something
};
/// Nothing where no verdict says something.
std::optional<Precision> precision_of(const Verdicts& verdicts);

/// What to do with a rule, and why, for a person.
struct Suggestion {
  std::string_view what;  ///< `promote`, `demote`
  std::string because;
};
/// A live rule whose precision is surely below a half is to be demoted; a shadow rule that was
/// judged and is surely above two thirds, or finds steadily and not too much, to be promoted.
/// `hits`: its findings in 30 days.
std::optional<Suggestion> suggest(RuleStatus status, std::uint64_t hits, const Verdicts& verdicts);

}  // namespace tocsin
