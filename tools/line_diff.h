#pragma once
#include <string>
#include <string_view>

namespace tocsin::tools {

/// What changes between two texts, line by line, in the unified form that `patch` reads; empty
/// where nothing does.
///
/// Limits     Texts that differ in more than 2,000 lines are shown as wholly replaced.
/// Cost       O((lines of both) × (lines that differ)): Myers, "An O(ND) difference algorithm".
std::string line_diff(std::string_view name, std::string_view before, std::string_view after);

}  // namespace tocsin::tools
