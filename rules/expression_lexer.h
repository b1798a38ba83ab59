#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/expression.h"

namespace tocsin::rules {

struct Token {
  enum class Kind : std::uint8_t {
    name,    ///< `leaving`, `telecom.leaving`
    term,    ///< an inline term as read_term takes it
    brand,   ///< text: the id, or empty
    signal,  ///< text: the signal
    rule,    ///< text: the full id
    count,
    of,
    number,
    near,  ///< number: the distance
    before,
    conjunction,
    disjunction,
    negation,
    open,
    close,
    comma,
    at_least,  ///< `>=`
    end,
  };
  Kind kind = Kind::end;
  std::string text;
  int number = 0;
  std::size_t at = 0;
};

/// Cuts an expression into tokens. What is no token is told and left out, or taken for what was
/// most likely meant. The last token is `end`.
std::vector<Token> tokens_of(std::string_view text,
                             const std::function<bool(std::string_view)>& is_term,
                             std::vector<ExprFault>& faults);

}  // namespace tocsin::rules
