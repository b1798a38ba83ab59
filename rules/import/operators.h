#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/import/meaning.h"

namespace tocsin::rules::importing {

/// An operator of a platform, written `name:value`.
struct Operator {
  std::string_view name;
  Understood<Meaning> (*meaning)(const Query& query);
  std::string_view why_not = {};  ///< where there is no meaning
};

/// What an operator of the table means, or why it cannot be said.
Understood<Meaning> meaning_of(const Query& query, std::span<const Operator> operators,
                               std::string_view platform);

/// A claim, where its values can be written down.
Understood<Meaning> claim(const Query& query, Claim::Kind kind, Field field,
                          std::vector<std::string> values);
/// `low` to `high`, both whole numbers; else `model` says what should stand there.
Understood<Meaning> range(const Query& query, Field field, std::string_view low,
                          std::string_view high, std::string_view model);
bool is_number(std::string_view text);

/// The two words of a text; `second` is empty where there are not two.
struct TwoWords {
  std::string_view first;
  std::string_view second;
};
TwoWords two_words(std::string_view text);

}  // namespace tocsin::rules::importing
