#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/yaml.h"

namespace tocsin::rules {

/// Where a scalar stands: what may stand there without quotes.
enum class ScalarIn : std::uint8_t {
  line,  ///< behind `key: ` or `- `, to the end of the line
  word,  ///< an entry of a list of terms, or within brackets: only single words are plain
  text,  ///< what a post says: always in quotes
};

/// A scalar in its one form, on one line.
std::string formatted_scalar(const yaml::Node& scalar, ScalarIn in);

/// A `when` with one space between its words, in as many lines as it takes to be no wider than
/// `width`: broken in front of OR, else AND, from the outermost parentheses inwards.
std::vector<std::string> formatted_expression(std::string_view text, std::size_t width);

/// Columns on a screen, as far as one can tell: code points.
std::size_t width_of(std::string_view text);

}  // namespace tocsin::rules
