#pragma once
#include <optional>
#include <string>

#include "engine/rule_book.h"
#include "engine/serve/rule_desk.h"

namespace tocsin::tools {

/// Explains a rule as the engine runs it, with no other process: the set is compiled already.
///
/// Threads    Any.
/// Errors     Nothing where the rule is not in force: then it may be a draft among the packs in
///            use. A fault where post or text cannot be looked at.
std::optional<serve::RuleDesk::Or<std::string>> explain_in_force(
    const RuleBookPtr& book, const serve::ExplainRequest& request);

}  // namespace tocsin::tools
