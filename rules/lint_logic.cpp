#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "rules/expression.h"
#include "rules/lint.h"

namespace tocsin::rules {
namespace {

/// The parts of a conjunction, each in its one form.
std::set<std::string> parts_of(const Expr& expr) {
  std::set<std::string> parts;
  if (expr.kind != Expr::Kind::all) return {canonical(expr)};
  for (const ExprPtr& operand : expr.operands) parts.merge(parts_of(*operand));
  return parts;
}

/// A part that stands there as `x` and as `NOT x`.
const Expr* contradicted(const Expr& expr) {
  std::set<std::string> forms;
  for (const ExprPtr& operand : expr.operands) forms.insert(canonical(*operand));
  for (const ExprPtr& operand : expr.operands)
    if (operand->kind == Expr::Kind::negation &&
        forms.contains(canonical(*operand->operands.front())))
      return operand.get();
  return nullptr;
}

void lint_expr(const Expr& expr, bool whole, std::vector<Problem>& problems) {
  if (expr.kind == Expr::Kind::all || expr.kind == Expr::Kind::any) {
    if (const Expr* other = contradicted(expr)) {
      const std::string term = canonical(*other->operands.front());
      const bool never = expr.kind == Expr::Kind::all;
      if (never && whole)
        warn(problems, other->place, "never-matches",
             "this rule can never match: it asks for `" + term + "` and for `NOT " + term + '`');
      else
        warn(problems, other->place, never ? "never-holds" : "always-holds",
             "this part " + std::string(never ? "never" : "always") + " holds: it has `" + term +
                 "` and `NOT " + term + '`');
    }
  }
  for (const ExprPtr& operand : expr.operands) lint_expr(*operand, false, problems);
}

/// The numbers that all conditions on one field leave.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool open = false;  ///< an end is not itself in it

  void narrow(const Condition& c) {
    using Op = Condition::Op;
    const bool below = c.op == Op::lt || c.op == Op::le;
    const bool above = c.op == Op::gt || c.op == Op::ge;
    if (!above && (below || c.op == Op::eq || c.op == Op::range)) high = std::min(high, c.high);
    if (!below && (above || c.op == Op::eq || c.op == Op::range)) low = std::max(low, c.low);
    open = open || c.op == Op::lt || c.op == Op::gt;
  }
  bool empty() const { return low > high || (open && low == high); }
};

void lint_where(const Rule& rule, std::vector<Problem>& problems) {
  std::map<Field, Range> ranges;
  std::map<Field, std::string> texts;
  for (const Condition& c : rule.where) {
    bool never = false;
    if (type_of(c.field) == FieldType::number) {
      Range& range = ranges[c.field];
      const bool was_empty = range.empty();
      range.narrow(c);
      never = range.empty() && !was_empty;
    } else if (c.op == Condition::Op::eq && !c.values.empty()) {
      const auto [earlier, is_new] = texts.emplace(c.field, c.values.front());
      never = !is_new && earlier->second != c.values.front() && c.field != Field::brand;
    }
    if (never)
      warn(problems, c.place, "never-matches",
           "this rule can never match: `" + c.written + "` contradicts a condition before it");
  }
}

/// Its conditions and windows, each in one form: all of them must hold.
std::set<std::string> conditions_of(const Rule& rule) {
  std::set<std::string> forms;
  for (const Condition& c : rule.where) forms.insert(c.written);
  for (const Window& w : rule.windows)
    forms.insert("window " + std::to_string(static_cast<int>(w.kind)) + ' ' +
                 std::to_string(static_cast<int>(w.same)) + ' ' + std::to_string(w.at_least) + ' ' +
                 std::to_string(w.over) + ' ' + std::to_string(w.within.count()));
  return forms;
}

/// A rule as what it asks for.
struct Demands {
  const Rule* rule;
  std::set<std::string> when;
  std::set<std::string> where;
};

bool is_covered(const Demands& narrow, const Demands& wide) {
  return narrow.rule->signal == wide.rule->signal && narrow.rule->severity <= wide.rule->severity &&
         narrow.rule->score <= wide.rule->score && std::ranges::includes(narrow.when, wide.when) &&
         std::ranges::includes(narrow.where, wide.where);
}

bool runs(const Rule& rule) {
  return rule.when && (rule.status == RuleStatus::live || rule.status == RuleStatus::shadow);
}

}  // namespace

void lint_logic(const Rule& rule, std::vector<Problem>& problems) {
  if (rule.when) lint_expr(*rule.when, true, problems);
  lint_where(rule, problems);
}

void lint_pairs(const std::vector<Rule>& rules, std::vector<Problem>& problems) {
  std::vector<Demands> all;
  std::map<std::pair<std::set<std::string>, std::set<std::string>>, const Rule*> seen;
  for (const Rule& rule : rules) {
    if (!runs(rule)) continue;
    Demands demands{&rule, parts_of(*rule.when), conditions_of(rule)};
    const auto [earlier, is_new] = seen.emplace(std::pair(demands.when, demands.where), &rule);
    if (is_new)
      all.push_back(std::move(demands));
    else
      warn(problems, rule.place, "duplicate-rule",
           "rule `" + rule.id + "` asks for the same as `" + earlier->second->id + "` in line " +
               std::to_string(earlier->second->place.line) + ": keep one of them");
  }
  // Quadratic in the rules of one file; beyond this many, the time is worth more.
  constexpr std::size_t compared_most = 1000;
  if (all.size() > compared_most) return;
  for (const Demands& narrow : all)
    for (const Demands& wide : all)
      if (narrow.rule != wide.rule && narrow.rule->status == wide.rule->status &&
          is_covered(narrow, wide)) {
        warn(problems, narrow.rule->place, "covered-rule",
             "whenever rule `" + narrow.rule->id + "` matches, `" + wide.rule->id + "` in line " +
                 std::to_string(wide.rule->place.line) +
                 " does, with the same signal and no less severity: take one of them away");
        break;
      }
}

}  // namespace tocsin::rules
