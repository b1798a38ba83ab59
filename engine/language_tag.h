#pragma once
#include <string_view>

namespace tocsin {

/// Whether a source's tag (BCP 47) names a language: `und`, `zxx`, `mis` and `mul` say that it
/// knows none or not one, and `qaa` to `qtz` are nobody's: X says `qst` of a text too short to
/// tell.
inline bool names_language(std::string_view tag) {
  const std::string_view primary = tag.substr(0, tag.find_first_of("-_"));
  if (primary.size() != 3) return !primary.empty();
  const auto is = [&](std::string_view other) {
    for (std::size_t i = 0; i < 3; ++i)
      if ((primary[i] | 0x20) != other[i]) return false;
    return true;
  };
  const auto second = static_cast<char>(primary[1] | 0x20);
  const bool private_use = (primary[0] | 0x20) == 'q' && second >= 'a' && second <= 't';
  return !private_use && !is("und") && !is("zxx") && !is("mis") && !is("mul");
}

}  // namespace tocsin
