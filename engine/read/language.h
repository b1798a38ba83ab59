#pragma once
#include <string_view>

namespace tocsin {

/// The language of a text, as a BCP 47 primary subtag, by CLD2; empty where it is not sure.
///
/// Threads    Any: CLD2's tables are constant.
/// Cost       About 10 µs; only for posts that are kept for a finding and have no language from
/// their
///            source.
std::string_view detect_language(std::string_view text);

}  // namespace tocsin
