#pragma once
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <vector>

/// A query of another platform as it was written: what its parser makes, and what is then given a
/// meaning in our language.
namespace tocsin::rules::importing {

struct Query {
  enum class Kind : std::uint8_t {
    word,      ///< text
    phrase,    ///< text, of `"…"`
    cased,     ///< text, of Brandwatch's `{…}`
    field,     ///< `name:text`
    loose,     ///< X's and Brandwatch's `"…"~n`: text, distance
    near,      ///< two operands, distance
    before,    ///< the same, in this order
    negation,  ///< one operand
    all,
    any,
  };
  Kind kind = Kind::word;
  std::string name = {};
  std::string text = {};
  bool quoted = false;  ///< field: its value stood in quotes
  int distance = 0;
  std::vector<Query> operands = {};
  std::size_t at = 0;  ///< byte of the query
};

/// Why a query is not imported, at a byte of it, and what to do instead.
struct Fault {
  std::size_t at = 0;
  std::string why;
  /// `syntax`, `no-equivalent`, `too-large`
  std::string lint = "no-equivalent";
};
using Faults = std::vector<Fault>;

template <class T>
using Understood = std::expected<T, Faults>;

inline Faults syntax_fault(std::size_t at, std::string why) {
  return {Fault{at, std::move(why), "syntax"}};
}

}  // namespace tocsin::rules::importing
