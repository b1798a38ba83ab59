#pragma once
#include <string>
#include <string_view>

/// What an author wrote, as messages quote it.
namespace tocsin::rules {

/// On one line, and cut with `…` where it is long: a message says where it stands anyway.
std::string excerpt(std::string_view text);

/// The same in backquotes.
inline std::string ticked(std::string_view text) {
  return '`' + excerpt(text) + '`';
}

}  // namespace tocsin::rules
