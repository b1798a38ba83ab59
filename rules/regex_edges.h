#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/regex_syntax.h"

/// RE2's `\b` knows ASCII only: `café\b` would never end before a space. So a pattern that asks for
/// an edge elsewhere than at its ends is run over a copy of the text in which marks stand at every
/// edge of a word, as Unicode has words.
namespace tocsin::rules {

/// The tree as RE2 reads it for marked text; none where it cannot be said so (`\B`, or a class such
/// as `[\D]`, which would take a mark for a character).
std::optional<std::string> write_for_marked(const RegexNode& node);

/// A text with its marks, and where each of its bytes came from.
struct MarkedText {
  std::string text;
  std::vector<std::uint32_t> from;  ///< one more than bytes: the last is the text's end

  explicit MarkedText(std::string_view plain);
  /// The end of `text[begin, end)` without the marks that it ends in.
  std::size_t without_marks(std::size_t begin, std::size_t end) const;
};

}  // namespace tocsin::rules
