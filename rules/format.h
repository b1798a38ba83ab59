#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "rules/pack.h"

namespace tocsin::rules {

/// A pack file in its one form: keys in the order of rules/pack_keys.h, two spaces a level, a list
/// on one line where it fits and else an entry a line, quotes only where they are needed, comments
/// kept where they belong. Formatting twice changes nothing more, and never what a file says.
///
/// Errors     What keeps the file from being read as YAML: it is formatted once that is mended.
std::expected<std::string, std::vector<Problem>> format_pack(std::string_view file,
                                                             std::string_view bytes);

}  // namespace tocsin::rules
