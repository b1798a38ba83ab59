#include "rules/lint.h"

#include <algorithm>

#include "rules/expression.h"
#include "rules/pack_parser.h"

namespace tocsin::rules {
namespace {

void lint_examples(const Rule& rule, std::vector<Problem>& problems) {
  const bool flag = std::ranges::any_of(rule.examples, &Example::flags);
  const bool pass = !std::ranges::all_of(rule.examples, &Example::flags);
  if (flag && pass) return;
  const std::string missing = flag   ? "a `pass` example"
                              : pass ? "a `flag` example"
                                     : "examples: `flag` and `pass`";
  warn(problems, rule.place, "missing-examples",
       "rule `" + rule.id + "` lacks " + missing +
           ": add a post that it must match and a near miss that it must not");
}

/// `NOT promo` holds for nearly every post there is.
void refuse_only_nots(const Rule& rule, std::vector<Problem>& problems) {
  if (!rule.when || !rule.where.empty() || !holds_for_nothing(*rule.when)) return;
  problems.push_back({rule.when_place, Level::error, "only-not",
                      "this holds for posts that hold none of its words: name a term that must "
                      "match, or a condition under `where`"});
}

}  // namespace

void warn(std::vector<Problem>& problems, const Place& place, std::string_view lint,
          std::string text) {
  problems.push_back({place, Level::warning, std::string(lint), std::move(text)});
}

void lint_pack(const Pack& pack, std::vector<Problem>& problems) {
  for (const TermList& list : pack.terms) lint_terms(list, problems);
  for (const Rule& rule : pack.rules) {
    refuse_only_nots(rule, problems);
    lint_logic(rule, problems);
    lint_examples(rule, problems);
  }
  lint_pairs(pack.rules, problems);
}

}  // namespace tocsin::rules
