#include "rules/lint.h"

#include <algorithm>

#include "rules/expression.h"
#include "rules/pack_parser.h"

namespace tocsin::rules {
namespace {

bool is_broken(const Pack& pack, const std::vector<Problem>& problems) {
  return std::ranges::any_of(problems, [&](const Problem& p) {
    return p.level == Level::error && p.place.file == pack.file;
  });
}

}  // namespace

void warn(std::vector<Problem>& problems, const Place& place, std::string_view lint,
          std::string text, std::optional<Fix> fix) {
  problems.push_back({place, Level::warning, std::string(lint), std::move(text), std::move(fix)});
}

void refuse_only_nots(const Pack& pack, std::vector<Problem>& problems) {
  for (const Rule& rule : pack.rules)
    if (rule.when && rule.where.empty() && holds_for_nothing(*rule.when))
      problems.push_back({rule.when_place, Level::error, "only-not",
                          "this holds for posts that hold none of its words: name a term that "
                          "must match, or a condition under `where`"});
}

void lint_pack(const Pack& pack, std::vector<Problem>& problems) {
  Logic logic(pack);
  for (const TermList& list : pack.terms) lint_terms(list, problems);
  for (const Rule& rule : pack.rules) {
    if (rule.when) lint_when(rule, logic, problems);
    lint_where(rule, problems);
    lint_examples(rule, problems);
  }
  lint_pairs(pack.rules, logic, problems);
  // Whoever still mends errors is not yet to be told of examples.
  if (!is_broken(pack, problems)) lint_near_misses(pack, logic, problems);
  for (const Brand& brand : pack.brands) lint_brand(brand, problems);
}

}  // namespace tocsin::rules
