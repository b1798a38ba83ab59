#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "rules/pack.h"

namespace tocsin::rules {

/// What follows from an expression by itself, whatever the post: whether it can hold at all, and
/// whether another holds wherever it does. Terms are taken as what they find: `cancelled` is found
/// only where `cancel*` is, `a NEAR/3 b` only where `a` is.
///
/// `signal:x` means other rules than the one that asks: formulas of two rules that hold it are not
/// to be compared.
///
/// Threads    Unsafe to share.
/// Ownership  Borrows the pack.
/// Errors     None. It never claims what is not so; what would take too long, it does not claim.
/// Cost       Microseconds an answer for what authors write; at most `turns_most` guesses.
class Logic {
 public:
  /// A formula that was made of an expression.
  enum class Formula : std::uint32_t {};

  explicit Logic(const Pack& pack) : pack_(pack) {}

  Formula formula(const Expr& expr);
  /// True: no post there is holds it.
  bool never(Formula f) { return refuted({{f, true}}); }
  /// True: every post holds it.
  bool always(Formula f) { return refuted({{f, false}}); }
  /// True: every post that holds `narrow` holds `wide`.
  bool follows(Formula narrow, Formula wide) { return refuted({{narrow, true}, {wide, false}}); }
  /// The same, where an example of `narrow` is at hand: most wrong guesses cost nothing.
  bool follows(Formula narrow, const std::vector<bool>& example, Formula wide) {
    return holds_in(example, wide) && follows(narrow, wide);
  }
  /// Which atoms hold in some post that holds `f`; nullopt where none was found.
  std::optional<std::vector<bool>> example(Formula f);
  /// Whether a formula holds where only these atoms do.
  bool holds_in(const std::vector<bool>& atoms, Formula f) const;
  /// The atoms that hold where a text is this entry of a term list, and speaks of a brand; what
  /// follows from it included.
  std::vector<bool> only(const Term& entry);
  bool has_negation(Formula f) const;

 private:
  enum class Kind : std::uint8_t { atom, negation, all, any, at_least };
  struct Node {
    Kind kind = Kind::atom;
    std::uint32_t atom = 0;
    int n = 0;
    std::vector<std::uint32_t> parts;
    bool negated = false;  ///< a negation stands in it
  };
  struct Wanted {
    Formula f;
    bool holds;
  };
  struct Atom {
    std::uint32_t node = 0;
    /// Folded words with single spaces between them, of which no two texts differ in where they are
    /// found; empty: it is something else.
    std::string words;
    std::vector<std::uint32_t> implies;  ///< nodes that hold where it does
    std::size_t compared = 0;            ///< how many atoms there were when words were compared
  };
  /// NEAR and BEFORE over the same operands.
  struct Chain {
    std::vector<int> distances;
    std::vector<bool> ordered;
    std::uint32_t atom = 0;
  };
  struct Count {
    int n = 0;
    std::uint32_t atom = 0;
  };
  class Search;

  std::uint32_t add(Kind kind, std::vector<std::uint32_t> parts, int n = 0);
  std::uint32_t build(const Expr& expr);
  std::uint32_t named(const Expr& expr);
  std::uint32_t entry(const Term& term);
  std::uint32_t chain(const Expr& expr);
  std::uint32_t count(const Expr& expr);
  std::uint32_t brand(const Expr& expr);
  std::vector<std::uint32_t> parts_of(const Expr& expr);
  /// The atom of a form, and whether it is new.
  std::pair<std::uint32_t, bool> atom(const std::string& form);
  const std::vector<std::uint32_t>& implied(std::uint32_t atom);
  void compare_words(std::uint32_t atom);
  bool holds(const std::vector<bool>& atoms, std::uint32_t node) const;
  bool refuted(const std::vector<Wanted>& wanted);

  const Pack& pack_;
  std::vector<Node> nodes_;
  std::vector<Atom> atoms_;
  std::unordered_map<std::string, std::uint32_t> atoms_by_form_;
  std::unordered_map<std::string, std::uint32_t> lists_;                    ///< nodes, by name
  std::unordered_map<std::string, std::uint32_t> by_words_, by_beginning_;  ///< atoms
  std::map<std::string, std::vector<Chain>> chains_;                        ///< by operands
  std::map<std::string, std::vector<Count>> counts_;                        ///< by operand
};

}  // namespace tocsin::rules
