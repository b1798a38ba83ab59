#include "rules/evaluate.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include "engine/bounds.h"

namespace tocsin::rules {

bool Evaluation::holds(std::uint32_t rule) {
  const Gate& gate = rules_.gates[rule];
  if (gate.first != none && !facts_.maybe_present(gate.first)) return false;
  if (gate.second != none && !facts_.maybe_present(gate.second)) return false;
  if (gate.only_when) return node(gate.root);
  const CompiledRule& r = rules_.rules[rule];
  if (!language_fits(r)) return false;
  for (const CompiledCondition& c : slice(rules_.conditions, r.conditions))
    if (!condition(c)) return false;
  return node(r.root);
}

bool Evaluation::node(std::uint32_t at) {
  const Node& n = rules_.nodes[at];
  const auto children = slice(rules_.children, n.children);
  switch (n.kind) {
    case Expr::Kind::list:
    case Expr::Kind::term:
      return facts_.present(n.set);
    case Expr::Kind::brand:
      return facts_.speaks_of(n.brand);
    case Expr::Kind::count:
      return count_of(n) >= n.n;
    case Expr::Kind::at_least:
      return at_least(n);
    case Expr::Kind::near:
    case Expr::Kind::before: {
      for (const std::uint32_t c : children)
        if (!node(c)) return false;
      return !chain(n).empty();
    }
    case Expr::Kind::negation:
      return !node(children.front());
    case Expr::Kind::all:
      return std::ranges::all_of(children, [&](std::uint32_t c) { return node(c); });
    case Expr::Kind::any:
      return std::ranges::any_of(children, [&](std::uint32_t c) { return node(c); });
    case Expr::Kind::signal:
    case Expr::Kind::rule:
      return facts_.mark(n.set) != Truth::no;
  }
  return false;
}

/// Non-overlapping matches: the one that ends first leaves the most room.
int Evaluation::count_of(const Node& n) {
  std::vector<Occurrence> places;
  operand(slice(rules_.children, n.children).front(), places);
  std::ranges::sort(places, {}, [](const Occurrence& o) { return o.folded.end; });
  int found = 0;
  std::uint32_t from = 0;
  for (const Occurrence& o : places) {
    if (o.placed && o.folded.begin < from) continue;
    ++found;
    if (o.placed) from = std::max(o.folded.end, o.folded.begin + 1);
  }
  return found;
}

bool Evaluation::at_least(const Node& n) {
  int left = n.n;
  for (const std::uint32_t c : slice(rules_.children, n.children)) {
    if (left <= 0) break;
    if (node(c)) --left;
  }
  return left <= 0;
}

// --- what matched ---------------------------------------------------------------------------

void Evaluation::collect_all(std::uint32_t name, std::span<const Occurrence> places) {
  for (const Occurrence& o : places)
    if (o.placed) {
      const Stretch original = facts_.original_of(o);
      collected_.push_back({name, original.begin, original.end});
    }
}

void Evaluation::collect(std::uint32_t at) {
  const Node& n = rules_.nodes[at];
  switch (n.kind) {
    case Expr::Kind::list:
    case Expr::Kind::term:
      return collect_all(n.name, facts_.occurrences(n.set));
    case Expr::Kind::brand:
      return collect_all(n.name, facts_.brand_occurrences(n.brand));
    case Expr::Kind::near:
    case Expr::Kind::before: {
      const auto parts = chain(n);
      for (std::size_t i = 0; i < parts.size(); ++i) {
        // Each match keeps the name of the term that it is of.
        const std::size_t first = collected_.size();
        collect(slice(rules_.children, n.children)[i]);
        const auto takes_part = [&](const Span& s) {
          return std::ranges::any_of(parts[i], [&](const Occurrence& o) {
            return facts_.original_of(o) == Stretch{s.begin, s.end};
          });
        };
        const auto gone = std::remove_if(collected_.begin() + static_cast<std::ptrdiff_t>(first),
                                         collected_.end(), std::not_fn(takes_part));
        collected_.erase(gone, collected_.end());
      }
      return;
    }
    case Expr::Kind::count:
      return collect(slice(rules_.children, n.children).front());
    case Expr::Kind::signal:
    case Expr::Kind::rule:
      return facts_.spans_of(n.set, collected_);
    case Expr::Kind::all:
    case Expr::Kind::any:
    case Expr::Kind::at_least:
      for (const std::uint32_t c : slice(rules_.children, n.children))
        if (node(c)) collect(c);
      return;
    default:
      return;
  }
}

/// In order of place: a brand's stretch that begins in the one before goes into it.
void Evaluation::join_brands() {
  if (rules_.brand_term == none) return;
  const auto is_brand = [&](const Span& s) { return s.term == rules_.brand_term; };
  std::size_t kept = 0;
  std::size_t before = collected_.size();
  for (std::size_t i = 0; i < collected_.size(); ++i) {
    const Span span = collected_[i];
    const bool brand = is_brand(span);
    if (brand && before < kept && span.begin < collected_[before].end) {
      collected_[before].end = std::max(collected_[before].end, span.end);
      continue;
    }
    if (brand) before = kept;
    collected_[kept++] = span;
  }
  collected_.resize(kept);
}

void Evaluation::spans(std::uint32_t rule, std::vector<Span>& out) {
  collected_.clear();
  collect(rules_.gates[rule].root);
  const auto order = [](const Span& s) { return std::tuple(s.begin, s.end, s.term); };
  std::ranges::sort(collected_, {}, order);
  const auto [first, last] = std::ranges::unique(
      collected_, [&](const Span& a, const Span& b) { return order(a) == order(b); });
  collected_.erase(first, last);
  join_brands();
  const std::size_t kept = std::min(collected_.size(), bounds::spans_per_finding);
  out.insert(out.end(), collected_.begin(), collected_.begin() + static_cast<std::ptrdiff_t>(kept));
}

// --- why it does not hold -------------------------------------------------------------------

std::string Evaluation::why_not(std::uint32_t at) {
  const Node& n = rules_.nodes[at];
  const auto children = slice(rules_.children, n.children);
  if (n.kind == Expr::Kind::all) {
    for (const std::uint32_t c : children)
      if (!node(c)) return why_not(c);
  }
  const std::string& clause = rules_.clauses[n.clause];
  switch (n.kind) {
    case Expr::Kind::rule:
      return "`" + clause + "`, since that rule does not match";
    case Expr::Kind::signal:
      return "`" + clause + "`, since no other rule gives that signal";
    case Expr::Kind::negation:
      return "`" + clause + "`, since `" + rules_.clauses[rules_.nodes[children.front()].clause] +
             "` matches";
    case Expr::Kind::near:
      for (const std::uint32_t c : children)
        if (!node(c)) return "`" + clause + "`, since " + why_not(c) + " does not match";
      return "`" + clause + "`, since the two are too far apart or in another order";
    default:
      return "`" + clause + "`";
  }
}

std::string Evaluation::failing_clause(std::uint32_t rule) {
  const CompiledRule& r = rules_.rules[rule];
  if (!language_fits(r)) return "the pack's `languages`";
  for (const CompiledCondition& c : slice(rules_.conditions, r.conditions))
    if (!condition(c)) {
      const FieldValue v = value_of(c.condition.field, facts_, rules_);
      return "`" + c.condition.written + "`, since the field is " +
             shown(v, type_of(c.condition.field));
    }
  return node(r.root) ? std::string() : why_not(r.root);
}

}  // namespace tocsin::rules
