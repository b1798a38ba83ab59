#pragma once
#include <string>

#include "rules/explain.h"
#include "rules/matcher.h"

namespace tocsin::rules {

/// How far apart the operands of a NEAR chain stand, in `out`: its measure, and why it fails.
void explain_near(const RuleSet& rules, Matcher& matcher, const Node& chain, Clause& out);

/// The one line that says it all.
std::string summary_of(const Explanation& explanation);

}  // namespace tocsin::rules
