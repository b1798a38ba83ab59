#pragma once
#include <expected>
#include <string_view>

#include "rules/expression.h"
#include "rules/pack.h"

namespace tocsin::rules {

/// Reads one line of `where`. Its places are left to the caller: `at` is a byte of the text.
std::expected<Condition, ExprFault> parse_condition(std::string_view text);

}  // namespace tocsin::rules
