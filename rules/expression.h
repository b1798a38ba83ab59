#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/pack.h"

namespace tocsin::rules {

/// A fault in an expression, at a byte of its text.
struct ExprFault {
  std::size_t at = 0;
  std::string lint;
  std::string text;
  std::optional<Fix> fix = std::nullopt;
};

struct ParsedExpr {
  ExprPtr expr;  ///< null where nothing sensible was left
  std::vector<ExprFault> faults;
};

/// Parses a `when`. Goes on after a fault where it can guess what was meant, so that one run
/// tells all of them. Names are not looked up, except that a word like `and` is an operator in
/// lower case only where `is_term` does not know it.
/// Limits     64 levels of parentheses; distances up to bounds::near_words.
ParsedExpr parse_expression(std::string_view text,
                            const std::function<Place(std::size_t)>& place_of,
                            const std::function<bool(std::string_view)>& is_term);

/// One text for equal expressions: for lints and messages.
std::string canonical(const Expr& expr);

/// Whether it holds for a post that holds none of its words (`NOT promo`).
bool holds_for_nothing(const Expr& expr);

}  // namespace tocsin::rules
