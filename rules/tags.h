#pragma once
#include <string_view>
#include <vector>

#include "rules/word.h"

/// The hashtags and mentions that a text itself holds (RULES.md, Boundaries).
namespace tocsin::rules {

/// `#fail`, `@acme@any.host` with its sign, in bytes of the text; `name` is without.
struct Tag {
  Stretch place;
  std::string_view name;
};

/// Every tag with this sign (`#` or `@`, of any width) in original text, by begin.
///
/// Ownership  The names are the text's.
/// Cost       Linear in the text.
void find_tags(std::string_view text, char sign, std::vector<Tag>& tags);

/// Whether two folded names (fold_name) name the same: of handles, a host counts only where both
/// say one.
bool same_tag(std::string_view a, std::string_view b);

inline std::string_view without_sign(std::string_view name, char sign) {
  if (name.starts_with(sign)) name.remove_prefix(1);
  return name;
}

}  // namespace tocsin::rules
