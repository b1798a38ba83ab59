#pragma once
#include <vector>

#include "rules/evaluate_post.h"
#include "rules/explain.h"

namespace tocsin::rules {

/// What came near to a set of terms that the post does not hold: the best few.
///
/// Threads    As the facts.
/// Cost       Every term of the set is looked for in every word: for people only.
std::vector<NearMiss> near_misses(const RuleSet& rules, PostFacts& facts, std::uint32_t set,
                                  std::string_view term_name);

/// A pattern as its author might have written it: `cancel*`, `@acme`, `exact:"AcMe+"`.
std::string written_form(const TermPattern& pattern);

}  // namespace tocsin::rules
