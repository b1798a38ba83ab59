#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rules/pack.h"

/// What is allowed, yet probably not meant. Each lint has a stable name, listed in docs/rules.md.
namespace tocsin::rules {

void warn(std::vector<Problem>& problems, const Place& place, std::string_view lint,
          std::string text);

/// Entries that are equal after folding, or that another entry covers.
void lint_terms(const TermList& list, std::vector<Problem>& problems);
/// A `when` and `where` that can never hold, or that always do.
void lint_logic(const Rule& rule, std::vector<Problem>& problems);
/// Rules that say the same, or that another one makes needless.
void lint_pairs(const std::vector<Rule>& rules, std::vector<Problem>& problems);

}  // namespace tocsin::rules
