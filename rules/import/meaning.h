#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/import/query.h"
#include "rules/pack.h"

/// What a query means in our language, before it is cut into `when` and `where`.
namespace tocsin::rules::importing {

/// Something about a field.
struct Claim {
  enum class Kind : std::uint8_t {
    is,        ///< one of `values`
    truth,     ///< `values` is `true` or `false`
    matches,   ///< a text: values[0] is a term
    has,       ///< a list: values[0]
    at_least,  ///< a number: values[0]
    range,     ///< values[0]..values[1]
    unknown,
  };
  Kind kind = Kind::is;
  Field field = Field::lang;
  std::vector<std::string> values = {};
};

struct Meaning {
  enum class Kind : std::uint8_t {
    term,    ///< written, as it would stand in a list of terms
    near,    ///< two operands, distance
    before,  ///< the same, in this order
    claim,
    negation,  ///< one operand
    all,
    any,
  };
  Kind kind = Kind::term;
  std::string written = {};
  Claim claim = {};
  int distance = 0;
  std::vector<Meaning> operands = {};
  std::size_t at = 0;  ///< byte of the query
};

/// Whether NEAR and BEFORE take it beside them.
bool has_place(const Meaning& meaning);
/// Whether some part of it is about a field.
bool has_claim(const Meaning& meaning);

/// How a platform's words and operators are to be read. A note tells what the person who imports
/// should know, and changes nothing.
struct Platform {
  std::string_view name;  ///< `X`, `Brandwatch`
  Understood<Query> (*parse)(std::string_view text);
  Understood<Meaning> (*leaf)(const Query& query, std::vector<Fault>& notes);
};
const Platform& x_platform();
const Platform& brandwatch_platform();

/// All faults of a query, not only the first.
Understood<Meaning> meaning_of(const Query& query, const Platform& platform,
                               std::vector<Fault>& notes);

Meaning term_meaning(std::string written, std::size_t at);
Meaning claim_meaning(Claim claim, std::size_t at);
Meaning joined(Meaning::Kind kind, std::vector<Meaning> operands);
std::unexpected<Faults> no_equivalent(std::size_t at, std::string why);

}  // namespace tocsin::rules::importing
