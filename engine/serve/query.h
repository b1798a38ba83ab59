#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/serve/problem.h"
#include "engine/serve/target.h"
#include "engine/time.h"

namespace tocsin::serve {

/// Reads the query parameters of a list, noting the first that is wrong.
///
/// Errors     problem(): an unknown parameter, or a value that is none of what it takes.
class QueryReader {
 public:
  explicit QueryReader(const Target& target) : target_(target) {}

  /// Every value of a parameter that may stand several times or hold a comma list.
  std::vector<std::string> list(std::string_view name);
  std::string text(std::string_view name);
  std::optional<Instant> time(std::string_view name);
  std::uint64_t number(std::string_view name, std::uint64_t absent, std::uint64_t most);
  /// Says that a value is wrong.
  void refuse(std::string_view name, std::string_view expected);

  /// After all known parameters were read: what is wrong, if anything.
  std::optional<Problem> problem();

 private:
  const Target& target_;
  std::vector<std::string_view> known_;
  std::optional<Problem> problem_;
};

}  // namespace tocsin::serve
