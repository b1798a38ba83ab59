#include "rules/excerpt.h"

#include <algorithm>

namespace tocsin::rules {

std::string excerpt(std::string_view text) {
  constexpr std::size_t most = 160;
  std::size_t end = std::min(text.size(), most);
  // Not within a character.
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  std::string out(text.substr(0, end));
  std::ranges::replace(out, '\n', ' ');
  if (end < text.size()) out += "…";
  return out;
}

}  // namespace tocsin::rules
