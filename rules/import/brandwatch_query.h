#pragma once
#include <string_view>

#include "rules/import/query.h"

namespace tocsin::rules::importing {

/// Parses a Boolean query of Brandwatch Consumer Research: AND, OR, NOT, NEAR/n, NEAR/nf, `~n`,
/// `"…"`, `{…}`, `name:value`, and comments `<<<…>>>`.
///
/// Limits     rules/import/bounds.h.
/// Errors     The first place that Brandwatch would not take: it asks for parentheses where AND
///            and OR, or NEAR and either, stand side by side.
Understood<Query> parse_brandwatch(std::string_view text);

}  // namespace tocsin::rules::importing
