#include <algorithm>
#include <set>
#include <unordered_map>

#include "rules/expression.h"
#include "rules/lint.h"

namespace tocsin::rules {
namespace {

/// Beyond so many comparisons in one pack, the time is worth more.
constexpr std::size_t comparisons_most = 200'000;
constexpr std::size_t proofs_most = 5'000;

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
  const Rule* rule = nullptr;
  Logic::Formula when{};
  std::vector<bool> example;  ///< atoms that hold where it does
  std::set<std::string> where;
};

bool runs(const Rule& rule) {
  return rule.when && (rule.status == RuleStatus::live || rule.status == RuleStatus::shadow);
}

/// `signal:x` means other rules than the one that asks, so in two rules it is not the same.
bool asks_for_signal(const Expr& expr) {
  return expr.kind == Expr::Kind::signal ||
         std::ranges::any_of(expr.operands, [](const ExprPtr& e) { return asks_for_signal(*e); });
}

/// A rule whose findings a wider one would make too; cheap tests first.
bool may_be_covered(const Demands& narrow, const Demands& wide) {
  return narrow.rule->signal == wide.rule->signal && narrow.rule->status == wide.rule->status &&
         narrow.rule->severity <= wide.rule->severity && narrow.rule->score <= wide.rule->score &&
         std::ranges::includes(narrow.where, wide.where);
}

class PairLint {
 public:
  PairLint(Logic& logic, std::vector<Problem>& problems) : logic_(logic), problems_(problems) {}

  void run(const std::vector<Rule>& rules) {
    for (const Rule& rule : rules)
      if (runs(rule) && !(rule.where.empty() && holds_for_nothing(*rule.when))) take(rule);
    std::unordered_map<std::string_view, std::vector<const Demands*>> by_signal;
    for (const Demands& d : all_) by_signal[d.rule->signal].push_back(&d);
    for (const Demands& narrow : all_)
      for (const Demands* wide : by_signal[narrow.rule->signal]) {
        if (++comparisons_ > comparisons_most || proofs_ > proofs_most) return;
        if (&narrow != wide && covers(*wide, narrow)) {
          tell_covered(*narrow.rule, *wide->rule);
          break;
        }
      }
  }

 private:
  void take(const Rule& rule) {
    if (asks_for_signal(*rule.when)) return;
    Demands demands{&rule, logic_.formula(*rule.when), {}, conditions_of(rule)};
    std::string form = canonical(*rule.when);
    for (const std::string& condition : demands.where) form += '\n' + condition;
    const auto [earlier, is_new] = seen_.emplace(std::move(form), &rule);
    if (!is_new) return tell_same(rule, *earlier->second);
    auto example = logic_.example(demands.when);
    if (!example) return;  // it never matches
    demands.example = std::move(*example);
    all_.push_back(std::move(demands));
  }

  bool covers(const Demands& wide, const Demands& narrow) {
    if (!may_be_covered(narrow, wide) || !logic_.holds_in(narrow.example, wide.when)) return false;
    ++proofs_;
    return logic_.follows(narrow.when, wide.when);
  }

  void tell_same(const Rule& rule, const Rule& earlier) {
    warn(problems_, rule.place, "duplicate-rule",
         "rule `" + rule.id + "` asks for the same as `" + earlier.id + "` in line " +
             std::to_string(earlier.place.line) + ": keep one of them");
  }

  void tell_covered(const Rule& narrow, const Rule& wide) {
    warn(problems_, narrow.place, "covered-rule",
         "whenever rule `" + narrow.id + "` matches, `" + wide.id + "` in line " +
             std::to_string(wide.place.line) +
             " does, with the same signal and no less severity: take one of them away");
  }

  Logic& logic_;
  std::vector<Problem>& problems_;
  std::vector<Demands> all_;
  std::unordered_map<std::string, const Rule*> seen_;
  std::size_t comparisons_ = 0;
  std::size_t proofs_ = 0;
};

}  // namespace

void lint_pairs(const std::vector<Rule>& rules, Logic& logic, std::vector<Problem>& problems) {
  PairLint(logic, problems).run(rules);
}

}  // namespace tocsin::rules
