#include "rules/logic_search.h"

#include <algorithm>

namespace tocsin::rules {

Logic::Search::Value Logic::Search::value(std::uint32_t at) const {
  const Node& node = logic_.nodes_[at];
  if (node.kind == Kind::atom) return of_atom(node.atom);
  if (node.kind == Kind::negation) {
    const Value inner = value(node.parts.front());
    if (inner == Value::unknown) return inner;
    return inner == Value::yes ? Value::no : Value::yes;
  }
  int yes = 0, open = 0;
  for (const std::uint32_t part : node.parts) {
    const Value v = value(part);
    if (v == Value::no && node.kind == Kind::all) return Value::no;
    if (v == Value::yes && node.kind == Kind::any) return Value::yes;
    yes += v == Value::yes;
    open += v == Value::unknown;
  }
  const int size = static_cast<int>(node.parts.size());
  const int needed = node.kind == Kind::all ? size : node.kind == Kind::any ? 1 : node.n;
  if (yes >= needed) return Value::yes;
  return yes + open < needed ? Value::no : Value::unknown;
}

bool Logic::Search::set(std::uint32_t atom, bool holds) {
  const Value wanted = holds ? Value::yes : Value::no;
  if (const Value now = of_atom(atom); now != Value::unknown) return now == wanted;
  if (values_.size() <= atom) values_.resize(logic_.atoms_.size(), Value::unknown);
  values_[atom] = wanted;
  trail_.push_back(atom);
  if (!holds) return true;
  for (const std::uint32_t node : logic_.implied(atom)) open_.push_back({node, true});
  return true;
}

bool Logic::Search::settle(Goal goal) {
  const Node* node = &logic_.nodes_[goal.node];
  while (node->kind == Kind::negation) {
    goal = {node->parts.front(), !goal.holds};
    node = &logic_.nodes_[goal.node];
  }
  if (node->kind == Kind::atom) return set(node->atom, goal.holds);
  if ((node->kind == Kind::all && goal.holds) || (node->kind == Kind::any && !goal.holds)) {
    for (const std::uint32_t part : node->parts) open_.push_back({part, goal.holds});
    return true;
  }
  return settle_some(goal);
}

/// So many of the parts must be one way, and there may be only so many left that can be.
bool Logic::Search::settle_some(const Goal& goal) {
  const Node& node = logic_.nodes_[goal.node];
  const int size = static_cast<int>(node.parts.size());
  const int needed = node.kind == Kind::all   ? 1
                     : node.kind == Kind::any ? 1
                     : goal.holds             ? node.n
                                              : size - node.n + 1;
  int so = 0;
  std::vector<std::uint32_t> undecided;
  for (const std::uint32_t part : node.parts) {
    const Value v = value(part);
    if (v == Value::unknown)
      undecided.push_back(part);
    else
      so += (v == Value::yes) == goal.holds;
    if (so >= needed) return true;
  }
  const int left = static_cast<int>(undecided.size());
  if (so + left < needed) return false;
  if (so + left == needed)
    for (const std::uint32_t part : undecided) open_.push_back({part, goal.holds});
  else
    open_.push_back(goal);
  return true;
}

/// Settles goals until those that are left all need a guess.
bool Logic::Search::settle_all() {
  while (true) {
    const std::size_t set_before = trail_.size();
    std::vector<Goal> goals;
    std::swap(goals, open_);
    const std::size_t goals_before = goals.size();
    for (const Goal& goal : goals)
      if (!settle(goal)) return false;
    if (open_.empty()) return true;
    const bool same = open_.size() == goals_before && trail_.size() == set_before &&
                      std::ranges::equal(open_, goals, [](const Goal& a, const Goal& b) {
                        return a.node == b.node && a.holds == b.holds;
                      });
    if (same) return true;
  }
}

Logic::Search::Found Logic::Search::run() {
  if (!settle_all()) return Found::none;
  // What nothing asks for does not stand in the post that is looked for.
  const std::vector<bool> so_far = atoms();
  const auto unmet = std::ranges::find_if(
      open_, [&](const Goal& goal) { return logic_.holds(so_far, goal.node) != goal.holds; });
  if (unmet == open_.end()) return Found::one;
  if (++turns_ > turns_most) return Found::unknown;
  return guess(Goal(*unmet));
}

/// One undecided part, first the way that helps, then the other.
Logic::Search::Found Logic::Search::guess(const Goal& goal) {
  const auto& parts = logic_.nodes_[goal.node].parts;
  const std::uint32_t part =
      *std::ranges::find_if(parts, [&](std::uint32_t p) { return value(p) == Value::unknown; });
  const std::vector<Goal> before = open_;
  const std::size_t set_before = trail_.size();
  bool unknown = false;
  for (const bool holds : {goal.holds, !goal.holds}) {
    open_ = before;
    open_.push_back({part, holds});
    const Found found = run();
    if (found == Found::one) return found;
    unknown = unknown || found == Found::unknown;
    for (; trail_.size() > set_before; trail_.pop_back()) values_[trail_.back()] = Value::unknown;
    if (unknown && turns_ > turns_most) break;
  }
  return unknown ? Found::unknown : Found::none;
}

std::vector<bool> Logic::Search::atoms() const {
  std::vector<bool> hold(logic_.atoms_.size());
  for (const std::uint32_t atom : trail_) hold[atom] = values_[atom] == Value::yes;
  return hold;
}

}  // namespace tocsin::rules
