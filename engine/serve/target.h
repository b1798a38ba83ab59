#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::serve {

/// A request's target, decoded.
struct Target {
  std::string path;  ///< decoded; without `..`, empty segments, NUL
  std::vector<std::pair<std::string, std::string>> query;

  std::optional<std::string_view> find(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  /// A secret in an address ends up in logs and histories: never accepted (SECURITY B2).
  bool carries_secret() const;
};

/// Nullopt where an escape is broken, a `/` or NUL hides in one, or the path climbs.
std::optional<Target> parse_target(std::string_view target);

}  // namespace tocsin::serve
