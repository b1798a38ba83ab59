#pragma once
#include <expected>
#include <string>
#include <string_view>

namespace tocsin::tools {

/// Writes a file anew: its old content or its new one is there at any moment, also after power
/// loss. Keeps its rights; a link stays one, and what it leads to is written.
///
/// Errors     What kept it from being written, for a person; the file is as it was.
std::expected<void, std::string> replace_file(const std::string& file, std::string_view bytes);

}  // namespace tocsin::tools
