#include "rules/import/operators.h"

#include <algorithm>

#include "rules/excerpt.h"
#include "rules/import/term_text.h"
#include "rules/suggest.h"

namespace tocsin::rules::importing {

Understood<Meaning> meaning_of(const Query& query, std::span<const Operator> operators,
                               std::string_view platform) {
  const auto found = std::ranges::find(operators, query.name, &Operator::name);
  if (found == operators.end()) {
    std::vector<std::string_view> names;
    for (const Operator& one : operators) names.push_back(one.name);
    const auto meant = did_you_mean(query.name, names);
    return std::unexpected(syntax_fault(
        query.at, ticked(query.name + ":") + " is no operator of " + std::string(platform) +
                      (meant.empty() ? ": quote it where you mean the text" : meant)));
  }
  if (found->meaning != nullptr) return found->meaning(query);
  return no_equivalent(query.at, ticked(query.name + ":") + ": " + std::string(found->why_not));
}

Understood<Meaning> claim(const Query& query, Claim::Kind kind, Field field,
                          std::vector<std::string> values) {
  for (const std::string& value : values)
    if (!fits_in_condition(value))
      return no_equivalent(query.at, "a value with a double quote cannot be written in `where`");
  return claim_meaning({kind, field, std::move(values)}, query.at);
}

bool is_number(std::string_view text) {
  constexpr std::size_t digits_most = 12;
  return !text.empty() && text.size() <= digits_most &&
         text.find_first_not_of("0123456789") == text.npos;
}

Understood<Meaning> range(const Query& query, Field field, std::string_view low,
                          std::string_view high, std::string_view model) {
  if (!is_number(low) || !is_number(high) ||
      std::stoll(std::string(low)) > std::stoll(std::string(high)))
    return std::unexpected(
        syntax_fault(query.at, ticked(query.name + ":") + " is followed by " + ticked(model)));
  return claim(query, Claim::Kind::range, field, {std::string(low), std::string(high)});
}

TwoWords two_words(std::string_view text) {
  constexpr std::string_view blank = " \t";
  const std::size_t begin = text.find_first_not_of(blank);
  if (begin == text.npos) return {};
  text = text.substr(begin, text.find_last_not_of(blank) + 1 - begin);
  const std::size_t space = text.find_first_of(blank);
  if (space == text.npos) return {};
  const std::string_view second = text.substr(text.find_first_not_of(blank, space));
  if (second.find_first_of(blank) != second.npos) return {};
  return {text.substr(0, space), second};
}

}  // namespace tocsin::rules::importing
