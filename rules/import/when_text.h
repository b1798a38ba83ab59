#pragma once
#include <string>
#include <utility>
#include <vector>

#include "rules/import/meaning.h"

namespace tocsin::rules::importing {

/// A named list of terms, made of an OR of several.
struct TermNames {
  std::string name;
  std::vector<std::string> terms;
};

/// Writes meanings without claims as `when`, and names long lists of terms on the way.
///
/// Ownership  Owns the lists; `stem` begins their names.
class WhenText {
 public:
  explicit WhenText(std::string stem) : stem_(std::move(stem)) {}

  /// All of the parts must hold; none at all is `NOT nothing`, which every post fulfils.
  std::string all_of(const std::vector<Meaning>& parts);
  std::vector<TermNames> take_lists() { return std::exchange(lists_, {}); }

  /// The list that no post holds a term of.
  static constexpr std::string_view nothing = "nothing";

 private:
  enum class Beside : std::uint8_t { nothing, disjunction, conjunction, negation, near };

  std::string of(const Meaning& meaning, Beside beside);
  std::string near(const Meaning& meaning, Beside beside);
  std::string several(const Meaning& meaning, Beside beside);
  std::string name_for(const Meaning& disjunction);

  std::string stem_;
  std::vector<TermNames> lists_;
};

}  // namespace tocsin::rules::importing
