#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::rules {

/// Why a regular expression is refused before it is compiled: what cannot run in linear time,
/// what would match nothing, what would blow up; nullopt where it may be compiled.
/// Limits     bounds::pattern_bytes, bounds::regex_repeat.
std::optional<std::string> refused_regex(std::string_view pattern);

}  // namespace tocsin::rules
