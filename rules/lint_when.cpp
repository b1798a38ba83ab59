#include <algorithm>

#include "rules/excerpt.h"
#include "rules/expression.h"
#include "rules/lint.h"

namespace tocsin::rules {
namespace {

/// Comparing every part with every other is worth it for what people write by hand.
constexpr std::size_t parts_compared_most = 12;

/// A part as the author would write it, without the parentheses around it.
std::string written(const Expr& expr) {
  std::string text = canonical(expr);
  const bool group = expr.kind == Expr::Kind::all || expr.kind == Expr::Kind::any ||
                     expr.kind == Expr::Kind::near || expr.kind == Expr::Kind::before;
  return group && text.starts_with('(') ? text.substr(1, text.size() - 2) : text;
}

std::string ticked(const Expr& expr) {
  return '`' + written(expr) + '`';
}

class WhenLint {
 public:
  WhenLint(Logic& logic, std::vector<Problem>& problems) : logic_(logic), problems_(problems) {}

  void run(const Expr& expr, bool whole) {
    const Logic::Formula f = logic_.formula(expr);
    if (logic_.has_negation(f)) {
      if (logic_.never(f)) return tell_never(expr, whole);
      if (holds_for_nothing(expr) && logic_.always(f)) return tell_always(expr);
    }
    if (expr.kind == Expr::Kind::all || expr.kind == Expr::Kind::any) compare_parts(expr);
    // What stands beside NEAR is asked for its places, not only whether it is there.
    if (expr.kind == Expr::Kind::near || expr.kind == Expr::Kind::before ||
        expr.kind == Expr::Kind::count)
      return;
    for (const ExprPtr& operand : expr.operands) run(*operand, false);
  }

 private:
  void tell_never(const Expr& expr, bool whole) {
    const std::string so = whole ? "this rule can never match: " : "this part never holds: ";
    const std::string_view lint = whole ? "never-matches" : "never-holds";
    if (expr.kind == Expr::Kind::all)
      for (const ExprPtr& a : expr.operands)
        for (const ExprPtr& b : expr.operands)
          if (a != b && contradict(*a, *b))
            return warn(problems_, later(*a, *b).place, lint, so + reason(*a, *b));
    warn(problems_, expr.place, lint, so + "its parts contradict each other");
  }

  bool contradict(const Expr& a, const Expr& b) {
    return b.kind == Expr::Kind::negation &&
           logic_.follows(logic_.formula(a), logic_.formula(*b.operands.front()));
  }

  static const Expr& later(const Expr& a, const Expr& b) {
    return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column) ? b
                                                                                             : a;
  }

  static std::string reason(const Expr& holds, const Expr& negation) {
    const Expr& other = *negation.operands.front();
    if (canonical(holds) == canonical(other))
      return "it asks for " + ticked(holds) + " and for " + ticked(negation);
    return "wherever " + ticked(holds) + " holds, " + ticked(other) + " does, which " +
           ticked(negation) + " rules out";
  }

  void tell_always(const Expr& expr) {
    if (expr.kind == Expr::Kind::any)
      for (const ExprPtr& a : expr.operands)
        for (const ExprPtr& b : expr.operands)
          if (b->kind == Expr::Kind::negation && canonical(*a) == canonical(*b->operands.front()))
            return warn(problems_, later(*a, *b).place, "always-holds",
                        "this part always holds: it has " + ticked(*a) + " and " + ticked(*b));
    warn(problems_, expr.place, "always-holds",
         "this part always holds, whatever the post says: take it away");
  }

  /// `cancel* OR cancelled` is `cancel*`; `a NEAR/3 b AND a` is `a NEAR/3 b`.
  void compare_parts(const Expr& expr) {
    if (expr.operands.size() > parts_compared_most) return;
    std::vector<Logic::Formula> formulas;
    std::vector<std::optional<std::vector<bool>>> examples;
    for (const ExprPtr& operand : expr.operands) {
      formulas.push_back(logic_.formula(*operand));
      examples.push_back(logic_.example(formulas.back()));
    }
    std::vector<bool> told(formulas.size());
    for (std::size_t a = 0; a < formulas.size(); ++a)
      for (std::size_t b = 0; b < formulas.size() && !told[a]; ++b) {
        if (a == b || told[b] || !examples[a]) continue;
        if (!logic_.follows(formulas[a], *examples[a], formulas[b])) continue;
        // Of an OR the narrow part says nothing more, of an AND the wide one.
        const bool any = expr.kind == Expr::Kind::any;
        const std::size_t needless = any ? a : b;
        if (holds_for_nothing(*expr.operands[needless])) continue;  // that is told of itself
        told[needless] = true;
        tell_needless(*expr.operands[needless], *expr.operands[any ? b : a], any);
      }
  }

  void tell_needless(const Expr& needless, const Expr& other, bool any) {
    std::string why;
    if (canonical(needless) == canonical(other))
      why = ticked(needless) + " stands here twice";
    else if (any)
      why = ticked(needless) + " holds only where " + ticked(other) +
            " does, beside which it says "
            "nothing";
    else
      why = ticked(needless) + " holds wherever " + ticked(other) +
            " does, beside which it says "
            "nothing";
    warn(problems_, needless.place, "covered-part", why + ": take it away");
  }

  Logic& logic_;
  std::vector<Problem>& problems_;
};

}  // namespace

void lint_when(const Rule& rule, Logic& logic, std::vector<Problem>& problems) {
  WhenLint(logic, problems).run(*rule.when, true);
}

}  // namespace tocsin::rules
