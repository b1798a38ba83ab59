#pragma once
#include <string_view>

#include "rules/import/query.h"

namespace tocsin::rules::importing {

/// Parses a rule of X's filtered stream. Space is AND and binds tighter than OR; `-` negates what
/// stands right behind it.
///
/// Limits     rules/import/bounds.h.
/// Errors     The first place that X would not take, or whose meaning its documentation leaves
///            open.
Understood<Query> parse_x(std::string_view text);

}  // namespace tocsin::rules::importing
