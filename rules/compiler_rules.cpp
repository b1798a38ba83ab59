#include <algorithm>

#include "rules/compiler.h"
#include "rules/expression.h"

namespace tocsin::rules {

void RuleBuilder::problem(const Place& place, std::string lint, std::string text) {
  problems_.push_back({place, Level::error, std::move(lint), std::move(text)});
}

void RuleBuilder::add(const Pack& pack, const Rule& rule) {
  if (!rule.when) return;
  rule_ = &rule;
  names_brand_ = false;
  brands_named_.clear();
  CompiledRule out;
  out.root = node(pack, *rule.when);
  conditions(rule, out);
  out.languages = pack.languages;
  out.brands_named = brands_named_;
  refer(rule, out);
  triggers_.push_back(trigger(out.root));
  Gate asked;
  gate(out.root, asked);
  asked.root = out.root;
  asked.only_when = out.languages.empty() && out.conditions.count == 0 && !out.asks_late;
  set_.gates.push_back(asked);
  set_.infos.push_back(info(pack, rule));
  set_.infos.back().needs_state = out.judged_late;
  set_.infos.back().rank = out.rank;
  set_.rules.push_back(std::move(out));
}

RuleInfo RuleBuilder::info(const Pack& pack, const Rule& rule) const {
  RuleInfo info;
  info.id = pack.name + '/' + rule.id;
  info.title = rule.title;
  info.owner = rule.owner;
  info.signal = rule.signal;
  info.pack_version = pack.version;
  info.severity = rule.severity;
  info.score = rule.score;
  info.status = rule.status;
  info.limit = rule.limit;
  info.needs_history =
      std::ranges::any_of(rule.where, [](const Condition& c) { return needs_state(c.field); });
  for (const Window& w : rule.windows)
    info.windows.push_back(
        {w.kind, w.same, w.over, static_cast<std::uint32_t>(w.at_least), w.within});
  info.asks_for_brand = names_brand_ || std::ranges::any_of(rule.where, [](const Condition& c) {
                          return c.field == Field::brand;
                        });
  return info;
}

std::uint32_t RuleBuilder::push(const Node& made, const Expr& expr,
                                std::span<const std::uint32_t> operands) {
  Node& node = set_.nodes.emplace_back(made);
  node.children = {static_cast<std::uint32_t>(set_.children.size()),
                   static_cast<std::uint32_t>(operands.size())};
  set_.children.insert(set_.children.end(), operands.begin(), operands.end());
  node.clause = static_cast<std::uint32_t>(set_.clauses.size());
  set_.clauses.push_back(canonical(expr));
  return static_cast<std::uint32_t>(set_.nodes.size() - 1);
}

std::uint32_t RuleBuilder::brand_named(const Expr& expr) {
  names_brand_ = true;
  if (expr.id.empty()) return none;
  for (std::uint32_t b = 0; b < set_.brand_infos.size(); ++b)
    if (set_.brand_infos[b].id == expr.id) {
      brands_named_.push_back(b);
      return b;
    }
  problem(expr.place, "unknown-brand",
          "`brand:" + expr.id + "`: no brand has this id; declare it under `brands:`");
  return none;
}

std::uint32_t RuleBuilder::node(const Pack& pack, const Expr& expr) {
  Node out{.kind = expr.kind, .n = expr.n, .children = {}, .links = {}};
  switch (expr.kind) {
    case Expr::Kind::list: {
      const TermList* list =
          find_(expr.ref.pack.empty() ? pack.name : expr.ref.pack, expr.ref.name);
      if (list == nullptr) {
        problem(expr.place, "unknown-term", "`" + canonical(expr) + "` is no list of terms");
        return push(out, expr, {});
      }
      out.set = terms_.set_of(list->entries);
      out.name = terms_.name(canonical(expr));
      return push(out, expr, {});
    }
    case Expr::Kind::term:
      out.set = terms_.set_of(std::span(&expr.term, 1));
      out.name = terms_.name(expr.term.written);
      return push(out, expr, {});
    case Expr::Kind::brand:
      out.brand = brand_named(expr);
      out.name = set_.brand_term = terms_.name("brand");
      return push(out, expr, {});
    case Expr::Kind::signal:
    case Expr::Kind::rule:
      out.set = references_.mark(expr, *rule_);
      return push(out, expr, {});
    case Expr::Kind::near:
    case Expr::Kind::before:
      return near(pack, expr, out);
    default: {
      std::vector<std::uint32_t> operands;
      for (const ExprPtr& operand : expr.operands) operands.push_back(node(pack, *operand));
      return push(out, expr, operands);
    }
  }
}

/// With no brand configured, `brand` holds everywhere and stands nowhere: a chain goes on without
/// it.
std::uint32_t RuleBuilder::near(const Pack& pack, const Expr& expr, const Node& made) {
  Node out = made;
  std::vector<std::uint32_t> operands;
  std::vector<Link> links;
  bool follows = false;
  for (std::size_t i = 0; i < expr.operands.size(); ++i) {
    const std::uint32_t operand = node(pack, *expr.operands[i]);
    if (set_.nodes[operand].kind == Expr::Kind::brand && set_.brand_infos.empty()) {
      follows = false;
      continue;
    }
    // A negative distance: no link, both only have to be there.
    if (!operands.empty())
      links.push_back(follows ? Link{expr.distances[i - 1], expr.ordered[i - 1]} : Link{-1, false});
    operands.push_back(operand);
    follows = true;
  }
  out.kind = Expr::Kind::near;
  if (operands.size() < 2) out.kind = Expr::Kind::all;
  out.links = {static_cast<std::uint32_t>(set_.links.size()),
               static_cast<std::uint32_t>(links.size())};
  set_.links.insert(set_.links.end(), links.begin(), links.end());
  return push(out, expr, operands);
}

Trigger RuleBuilder::best_of(Slice children) const {
  Trigger best;
  for (const std::uint32_t c : slice(set_.children, children)) {
    Trigger t = trigger(c);
    if (t.any && (!best.any || t.rarity > best.rarity)) best = std::move(t);
  }
  return best;
}

/// One of any so many children must hold when `needed` of all do.
Trigger RuleBuilder::any_of(Slice children, int needed) const {
  std::vector<Trigger> all;
  for (const std::uint32_t c : slice(set_.children, children)) all.push_back(trigger(c));
  std::ranges::sort(all, [](const Trigger& a, const Trigger& b) {
    return a.any != b.any ? a.any : a.rarity > b.rarity;
  });
  const auto enough = static_cast<std::ptrdiff_t>(all.size()) - std::max(needed, 1) + 1;
  Trigger out{.any = enough > 0, .brand = false, .rarity = 1e9, .sets = {}, .marks = {}};
  for (std::ptrdiff_t i = 0; i < enough; ++i) {
    const Trigger& t = all[static_cast<std::size_t>(i)];
    if (!t.any) return {};
    out.brand = out.brand || t.brand;
    out.rarity = std::min(out.rarity, t.rarity);
    extend(out.sets, t.sets);
    extend(out.marks, t.marks);
  }
  return out;
}

/// Terms that must be there, in ANDs and NEARs from the root.
void RuleBuilder::gate(std::uint32_t at, Gate& out) const {
  const Node& n = set_.nodes[at];
  if (n.kind == Expr::Kind::all || n.kind == Expr::Kind::near ||
      (n.kind == Expr::Kind::count && n.n > 0))
    for (const std::uint32_t c : slice(set_.children, n.children)) gate(c, out);
  if ((n.kind != Expr::Kind::list && n.kind != Expr::Kind::term) || n.set == none ||
      terms_.rarity(n.set) == 0)
    return;
  if (out.first == none)
    out.first = n.set;
  else if (out.second == none)
    out.second = n.set;
}

Trigger RuleBuilder::trigger(std::uint32_t at) const {
  const Node& n = set_.nodes[at];
  switch (n.kind) {
    case Expr::Kind::list:
    case Expr::Kind::term:
      if (n.set == none || terms_.rarity(n.set) == 0) return {};
      return {.any = true,
              .brand = false,
              .rarity = terms_.rarity(n.set),
              .sets = {n.set},
              .marks = {}};
    case Expr::Kind::brand:
      // The least of all, since every rule of a customer asks for it.
      if (set_.brand_infos.empty()) return {};
      return {.any = true, .brand = true, .rarity = 0.5, .sets = {}, .marks = {}};
    case Expr::Kind::signal:
    case Expr::Kind::rule:
      // Costs nothing to see, and is rarer than any word of the rules that it asks.
      return {.any = true, .brand = false, .rarity = 1e6, .sets = {}, .marks = {n.set}};
    case Expr::Kind::count:
      return n.n > 0 ? best_of(n.children) : Trigger{};
    case Expr::Kind::near:
    case Expr::Kind::all:
      return best_of(n.children);
    case Expr::Kind::any:
      return any_of(n.children, 1);
    case Expr::Kind::at_least:
      return n.n > 0 ? any_of(n.children, n.n) : Trigger{};
    default:
      return {};
  }
}

}  // namespace tocsin::rules
