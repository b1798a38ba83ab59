#pragma once
#include <expected>
#include <string>
#include <string_view>

#include "rules/pack.h"

namespace tocsin::rules {

/// Why something written is no term, and what to write instead.
struct BadTerm {
  std::string lint;
  std::string text;
};

/// Reads one entry of a term list, or an inline term: which of the forms it has, and whether it
/// may stand. Its place is left to the caller.
std::expected<Term, BadTerm> read_term(std::string_view written);

}  // namespace tocsin::rules
