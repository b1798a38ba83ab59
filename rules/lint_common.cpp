#include <algorithm>
#include <cmath>
#include <set>

#include "rules/frequency.h"
#include "rules/lint.h"

namespace tocsin::rules {
namespace {

std::string percent(double share) {
  const auto tenths = std::lround(share * 1000);
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " %";
}

class CommonLint {
 public:
  CommonLint(const Pack& pack, const Frequencies& table, double most,
             std::vector<Problem>& problems)
      : pack_(pack), logic_(pack), table_(table), most_(most), problems_(problems) {}

  void run() {
    for (const Rule& rule : pack_.rules) {
      if (!rule.when || rule.status == RuleStatus::retired) continue;
      rule_ = &rule;
      // Before the terms are asked about, the logic must know all that they may imply.
      formula_ = logic_.formula(*rule.when);
      look(*rule.when);
    }
  }

 private:
  void look(const Expr& expr) {
    if (expr.kind == Expr::Kind::negation) return;
    if (expr.kind == Expr::Kind::term) look(expr.term);
    if (expr.kind == Expr::Kind::list) {
      const auto list = std::ranges::find(pack_.terms, expr.ref.name, &TermList::name);
      if ((expr.ref.pack.empty() || expr.ref.pack == pack_.name) && list != pack_.terms.end())
        for (const Term& term : list->entries) look(term);
    }
    for (const ExprPtr& operand : expr.operands) look(*operand);
  }

  void look(const Term& term) {
    const auto share = table_.share(term);
    if (!share || *share <= most_) return;
    if (!logic_.holds_in(logic_.only(term), formula_)) return;
    if (!told_.emplace(term.place.line, term.place.column).second) return;
    warn(problems_, term.place, "common-term",
         "`" + term.written + "` stands in " + percent(*share) + " of the " +
             std::to_string(table_.posts()) +
             " posts that were counted, and alone is enough for `" + rule_->id +
             "`: narrow it with NEAR or a second term, or take it away");
  }

  const Pack& pack_;
  Logic logic_;
  const Frequencies& table_;
  double most_;
  std::vector<Problem>& problems_;
  const Rule* rule_ = nullptr;
  Logic::Formula formula_{};
  std::set<std::pair<int, int>> told_;
};

}  // namespace

void lint_common_terms(const Pack& pack, const Frequencies& table, double most,
                       std::vector<Problem>& problems) {
  CommonLint(pack, table, most, problems).run();
}

}  // namespace tocsin::rules
