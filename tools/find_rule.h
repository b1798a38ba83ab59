#pragma once
#include <expected>
#include <string>

#include "engine/rule_book.h"
#include "tools/exit_code.h"

namespace tocsin::tools {

/// A rule by its full id, or by its own id where only one pack has it. The fault says which was
/// probably meant.
std::expected<RuleIndex, Fault> find_rule(const RuleBook& book, const std::string& wanted);

}  // namespace tocsin::tools
