#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "tools/exit_code.h"

namespace tocsin::tools {

/// Why this is no name of a rule of the running engine; nothing: it may be one, `pack/id`.
inline std::optional<Fault> misnamed(std::string_view rule) {
  const bool letters = std::ranges::all_of(rule, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '/';
  });
  const auto slash = rule.find('/');
  if (letters && std::ranges::count(rule, '/') == 1 && slash > 0 && slash + 1 < rule.size())
    return std::nullopt;
  return Fault{ExitCode::wrong_use, "a rule of the running engine is named `pack/id`, not `" +
                                        std::string(rule) + "`; `tocsin rules list` shows them"};
}

}  // namespace tocsin::tools
