#include "rules/references.h"

#include <algorithm>

#include "rules/bounds.h"

namespace tocsin::rules {
namespace {

bool judged_with_state(const Rule& rule) {
  return !rule.windows.empty() ||
         std::ranges::any_of(rule.where, [](const Condition& c) { return needs_state(c.field); });
}

constexpr std::string_view of_live = "live signal:";
constexpr std::string_view of_all = "signal:";
/// Rules that all wait for each other have more circles than anybody reads.
constexpr std::size_t circles_told = 16;
constexpr std::size_t rules_shown = 6;
constexpr std::string_view of_rule = "rule:";

}  // namespace

std::string References::key(const Expr& reference, const Rule& asker) {
  if (reference.kind == Expr::Kind::rule) return std::string(of_rule) + reference.id;
  return std::string(asker.status == RuleStatus::live ? of_live : of_all) + reference.id;
}

References::References(std::span<const NamedRule> rules)
    : rules_(rules),
      given_(rules.size()),
      asked_(rules.size()),
      ranks_(rules.size()),
      late_(rules.size()),
      visits_(rules.size()) {
  for (std::uint32_t r = 0; r < rules_.size(); ++r)
    if (rules_[r].rule->when) collect(*rules_[r].rule->when, r);
  find_givers();
  for (std::uint32_t r = 0; r < rules_.size(); ++r) visit(r);
}

void References::collect(const Expr& expr, std::uint32_t asker) {
  if (expr.kind == Expr::Kind::rule || expr.kind == Expr::Kind::signal) {
    const auto [mark, fresh] =
        marks_.emplace(key(expr, *rules_[asker].rule), static_cast<std::uint32_t>(marks_.size()));
    if (fresh) by_signal_.push_back(expr.kind == Expr::Kind::signal);
    asked_[asker].push_back(mark->second);
  }
  for (const ExprPtr& operand : expr.operands) collect(*operand, asker);
}

void References::find_givers() {
  givers_.resize(marks_.size());
  if (marks_.empty()) return;
  for (std::uint32_t r = 0; r < rules_.size(); ++r) {
    const auto give = [&](std::string name) {
      const auto mark = marks_.find(name);
      if (mark == marks_.end()) return;
      givers_[mark->second].push_back(r);
      given_[r].push_back(mark->second);
    };
    give(std::string(of_rule) + rules_[r].id);
    give(std::string(of_all) + rules_[r].rule->signal);
    if (rules_[r].rule->status == RuleStatus::live)
      give(std::string(of_live) + rules_[r].rule->signal);
    std::ranges::sort(given_[r]);
  }
}

void References::visit(std::uint32_t rule) {
  if (visits_[rule] == Visit::done) return;
  if (visits_[rule] == Visit::open) {
    if (circles_.size() < circles_told)
      circles_.emplace_back(std::ranges::find(path_, rule), path_.end());
    return;
  }
  if (path_.size() == bounds::reference_depth) {
    if (too_deep_.empty()) too_deep_ = path_;
    return;
  }
  visits_[rule] = Visit::open;
  path_.push_back(rule);
  late_[rule] = judged_with_state(*rules_[rule].rule);
  for (const std::uint32_t mark : asked_[rule])
    for (const std::uint32_t giver : givers_[mark]) {
      // `signal:` asks for another rule's; a rule that names itself waits for itself.
      if (giver == rule && by_signal_[mark]) continue;
      visit(giver);
      ranks_[rule] = std::max(ranks_[rule], ranks_[giver] + 1);
      late_[rule] = late_[rule] || late_[giver];
    }
  path_.pop_back();
  visits_[rule] = Visit::done;
}

std::uint32_t References::mark(const Expr& reference, const Rule& asker) const {
  return marks_.at(key(reference, asker));
}

bool References::is_late_mark(std::uint32_t mark) const {
  return std::ranges::any_of(givers_[mark], [&](std::uint32_t giver) { return late_[giver]; });
}

std::string circle_from(std::span<const NamedRule> rules, std::span<const std::uint32_t> circle,
                        std::size_t first) {
  std::string way;
  for (std::size_t i = 0; i < std::min(circle.size(), rules_shown); ++i)
    way += rules[circle[(first + i) % circle.size()]].id + " → ";
  if (circle.size() > rules_shown) way += "… → ";
  return way + rules[circle[first]].id;
}

}  // namespace tocsin::rules
