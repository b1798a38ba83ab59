#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "rules/logic.h"

namespace tocsin::rules {

/// Looks for a post that holds what is wanted: sets what must be, and guesses where something may
/// be one way or the other (DPLL).
///
/// Ownership  Borrows the logic.
/// Limits     `turns_most` guesses; then it is not known.
class Logic::Search {
 public:
  enum class Found : std::uint8_t { none, one, unknown };
  explicit Search(Logic& logic) : logic_(logic) {}

  void want(std::uint32_t node, bool holds) { open_.push_back({node, holds}); }
  Found run();
  /// After run() found one: the atoms that hold in it.
  std::vector<bool> atoms() const;

 private:
  static constexpr int turns_most = 64;
  enum class Value : std::uint8_t { unknown, no, yes };
  struct Goal {
    std::uint32_t node;
    bool holds;
  };

  Value value(std::uint32_t node) const;
  /// Sets what must be for the goal; false: it cannot be. What is left open goes to `open_`.
  bool settle(Goal goal);
  bool settle_some(const Goal& goal);
  bool settle_all();
  bool set(std::uint32_t atom, bool holds);
  Found guess(const Goal& goal);
  Value of_atom(std::uint32_t atom) const {
    return atom < values_.size() ? values_[atom] : Value::unknown;
  }

  Logic& logic_;
  std::vector<Value> values_;  ///< by atom
  std::vector<std::uint32_t> trail_;
  std::vector<Goal> open_;
  int turns_ = 0;
};

}  // namespace tocsin::rules
