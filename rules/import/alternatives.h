#pragma once
#include <string>
#include <vector>

#include "rules/import/meaning.h"

namespace tocsin::rules::importing {

/// What one rule of ours asks for: `where` is a list of conditions that must all hold, and stands
/// beside `when`.
struct Alternative {
  std::vector<Meaning> text;       ///< all must hold; none of them has a claim
  std::vector<std::string> where;  ///< as it is written
  std::size_t at = 0;
};

/// Cuts a meaning where an OR (or a NOT) has conditions on fields beneath it: rules of ours, of
/// which one or the other matches exactly where the query does.
///
/// Limits     bounds of rules/import/bounds.h: more alternatives, or more conditions, are a fault.
/// Errors     Conditions that have no opposite, behind a NOT.
Understood<std::vector<Alternative>> alternatives_of(const Meaning& meaning);

}  // namespace tocsin::rules::importing
