#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rules/logic.h"
#include "rules/pack.h"

/// What is allowed, yet probably not meant. Each lint has a stable name, listed in docs/lints.md.
namespace tocsin::rules {

void warn(std::vector<Problem>& problems, const Place& place, std::string_view lint,
          std::string text, std::optional<Fix> fix = std::nullopt);

/// What an entry matches, as far as a text can say: equal texts, equal matches.
std::string form_of(const Term& term);

/// Entries that are equal after folding, or that another entry covers.
void lint_terms(const TermList& list, std::vector<Problem>& problems);
/// A `when` that can never hold, or of which a part always or never does, or says nothing more.
void lint_when(const Rule& rule, Logic& logic, std::vector<Problem>& problems);
/// Conditions that contradict each other, or that are always true.
void lint_where(const Rule& rule, std::vector<Problem>& problems);
/// Rules that say the same, or that another one makes needless.
void lint_pairs(const std::vector<Rule>& rules, Logic& logic, std::vector<Problem>& problems);
/// Examples that are missing; and `pass` examples of which none is a near miss.
void lint_examples(const Rule& rule, std::vector<Problem>& problems);
void lint_near_misses(const Pack& pack, Logic& logic, std::vector<Problem>& problems);
/// Words of a brand that people use for something else all day.
void lint_brand(const Brand& brand, std::vector<Problem>& problems);

}  // namespace tocsin::rules
