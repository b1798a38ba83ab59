// References to other rules, made ready to be judged in their order.
#include <algorithm>

#include "engine/bounds.h"
#include "rules/compiler.h"

namespace tocsin::rules {
namespace {

bool is_reference(const Node& node) {
  return node.kind == Expr::Kind::signal || node.kind == Expr::Kind::rule;
}

}  // namespace

bool RuleBuilder::asks_late(std::uint32_t at) const {
  const Node& n = set_.nodes[at];
  if (is_reference(n)) return references_.is_late_mark(n.set);
  return std::ranges::any_of(slice(set_.children, n.children),
                             [&](std::uint32_t c) { return asks_late(c); });
}

/// The largest parts of `when` that need no late reference.
void RuleBuilder::collect_early(std::uint32_t at) {
  if (!asks_late(at)) return set_.early_nodes.push_back(at);
  const Slice children = set_.nodes[at].children;
  for (std::uint32_t i = 0; i < children.count; ++i)
    collect_early(set_.children[children.first + i]);
}

void RuleBuilder::refer(const Rule& rule, CompiledRule& out) {
  const auto index = static_cast<std::uint32_t>(set_.rules.size());
  const auto given = references_.given_by(index);
  out.marks = {static_cast<std::uint32_t>(set_.rule_marks.size()),
               static_cast<std::uint32_t>(given.size())};
  set_.rule_marks.insert(set_.rule_marks.end(), given.begin(), given.end());
  out.rank = references_.rank(index);
  out.judged_late = references_.is_late(index);
  out.asks_late = asks_late(out.root);
  if (!out.asks_late) return;
  out.early.first = static_cast<std::uint32_t>(set_.early_nodes.size());
  collect_early(out.root);
  out.early.count = static_cast<std::uint32_t>(set_.early_nodes.size()) - out.early.first;
  if (out.early.count > bounds::parts_beside_late)
    problem(rule.when_place, "too-many-parts",
            "`when` refers to a rule that is judged with state, and has " +
                std::to_string(out.early.count) + " parts beside it, more than " +
                std::to_string(bounds::parts_beside_late) +
                ": put words of an OR into a list under `terms`");
}

}  // namespace tocsin::rules
