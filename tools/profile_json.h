#pragma once
#include <string>

#include "tools/rule_profile.h"

namespace tocsin::tools {

/// A profile as JSON (docs/rules.md): the dearest rules and terms first, at most `most` of each.
std::string profile_json(const RuleProfile::Now& now, std::size_t most);

}  // namespace tocsin::tools
