#include <algorithm>

#include "rules/fix.h"
#include "rules/language_names.h"
#include "rules/pack_parser.h"
#include "rules/suggest.h"

namespace tocsin::rules {
namespace {

void tell(std::vector<Problem>& problems, const Place& place, std::string_view lint,
          std::string text, std::optional<Fix> fix) {
  problems.push_back({place, Level::error, std::string(lint), std::move(text), std::move(fix)});
}

void check_list(const Expr& expr, const Pack& pack, std::vector<Problem>& problems) {
  if (!expr.ref.pack.empty() && expr.ref.pack != pack.name) return;
  if (std::ranges::find(pack.terms, expr.ref.name, &TermList::name) != pack.terms.end()) return;
  std::vector<std::string_view> known;
  for (const TermList& list : pack.terms) known.push_back(list.name);
  known.push_back("brand");
  const std::string meant = did_you_mean(expr.ref.name, known);
  tell(problems, expr.place, "unknown-term",
       "`" + expr.ref.name + "` is no term of this pack" +
           (meant.empty() ? ": add it under `terms`, or write \"" + expr.ref.name +
                                "\" in quotes for the word itself"
                          : meant),
       respelt(expr.ref.name, known));
}

void check_expr(const Expr& expr, const Pack& pack, std::vector<Problem>& problems) {
  if (expr.kind == Expr::Kind::list) check_list(expr, pack, problems);
  for (const ExprPtr& operand : expr.operands) check_expr(*operand, pack, problems);
}

}  // namespace

void check_own_names(const Pack& pack, std::span<const ExprPtr> guessed,
                     std::vector<Problem>& problems) {
  for (const ExprPtr& expr : guessed) check_expr(*expr, pack, problems);
  for (const Rule& rule : pack.rules)
    if (rule.when) check_expr(*rule.when, pack, problems);
}

}  // namespace tocsin::rules
