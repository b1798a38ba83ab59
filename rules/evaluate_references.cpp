// References to other rules: what is known of them when a post is matched, and when state is known.
#include <algorithm>
#include <functional>

#include "rules/evaluate.h"
#include "rules/matcher.h"

namespace tocsin::rules {
namespace {

/// What a `when` with late references comes to, from the parts that were judged with the text.
class LateWhen {
 public:
  using TruthOfMark = std::function<Truth(std::uint32_t mark)>;
  LateWhen(const RuleSet& rules, const CompiledRule& rule, std::uint64_t early, TruthOfMark mark)
      : rules_(rules),
        early_nodes_(slice(rules.early_nodes, rule.early)),
        early_(early),
        mark_(std::move(mark)) {}

  Truth of(std::uint32_t at) const {
    if (const auto part = std::ranges::find(early_nodes_, at); part != early_nodes_.end())
      return early_ >> (part - early_nodes_.begin()) & 1 ? Truth::yes : Truth::no;
    const Node& n = rules_.nodes[at];
    const auto children = slice(rules_.children, n.children);
    switch (n.kind) {
      case Expr::Kind::signal:
      case Expr::Kind::rule:
        return mark_(n.set);
      case Expr::Kind::negation:
        return opposite(of(children.front()));
      case Expr::Kind::all:
        return at_least(children, static_cast<int>(children.size()));
      case Expr::Kind::any:
        return at_least(children, 1);
      case Expr::Kind::at_least:
        return at_least(children, n.n);
      default:
        return Truth::no;  // the others hold no references
    }
  }

 private:
  static Truth opposite(Truth truth) {
    if (truth == Truth::maybe) return truth;
    return truth == Truth::yes ? Truth::no : Truth::yes;
  }

  Truth at_least(std::span<const std::uint32_t> children, int needed) const {
    int sure = 0, possible = 0;
    for (const std::uint32_t c : children) {
      const Truth t = of(c);
      sure += t == Truth::yes;
      possible += t != Truth::no;
    }
    if (sure >= needed) return Truth::yes;
    return possible >= needed ? Truth::maybe : Truth::no;
  }

  const RuleSet& rules_;
  std::span<const std::uint32_t> early_nodes_;
  std::uint64_t early_;
  TruthOfMark mark_;
};

}  // namespace

// --- with the text --------------------------------------------------------------------------

void PostFacts::give(std::uint32_t rule, Truth truth, std::span<const Span> spans) {
  given_.push_back({rule,
                    {static_cast<std::uint32_t>(given_spans_.size()),
                     static_cast<std::uint32_t>(spans.size())}});
  given_spans_.insert(given_spans_.end(), spans.begin(), spans.end());
  for (const std::uint32_t m : slice(rules_.rule_marks, rules_.rules[rule].marks)) {
    MarkState& mark = marks_[m];
    if (mark.epoch != epoch_) {
      mark = {epoch_, Truth::no};
      for (const std::uint32_t r : slice(rules_.dependents, rules_.marks[m].dependents))
        candidate(r);
    }
    mark.truth = std::max(mark.truth, truth);
  }
}

Truth PostFacts::mark(std::uint32_t mark) const {
  return marks_[mark].epoch == epoch_ ? marks_[mark].truth : Truth::no;
}

void PostFacts::spans_of(std::uint32_t mark, std::vector<Span>& out) const {
  for (const Given& g : given_)
    if (std::ranges::binary_search(slice(rules_.rule_marks, rules_.rules[g.rule].marks), mark)) {
      const auto spans = slice(given_spans_, g.spans);
      out.insert(out.end(), spans.begin(), spans.end());
    }
}

Truth Evaluation::truth(std::uint32_t rule, std::uint64_t& early) {
  const CompiledRule& r = rules_.rules[rule];
  if (!r.asks_late) {
    if (!holds(rule)) return Truth::no;
    return r.judged_late ? Truth::maybe : Truth::yes;
  }
  if (!language_fits(r)) return Truth::no;
  for (const CompiledCondition& c : slice(rules_.conditions, r.conditions))
    if (!condition(c)) return Truth::no;
  const auto parts = slice(rules_.early_nodes, r.early);
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (node(parts[i])) early |= std::uint64_t{1} << i;
  const auto when =
      LateWhen(rules_, r, early, [this](std::uint32_t m) { return facts_.mark(m); }).of(r.root);
  return when == Truth::no ? Truth::no : Truth::maybe;
}

/// Rules of a higher rank come behind those that they ask, and may become candidates by them.
void Matcher::decide_in_order(Matches& out) {
  const std::size_t first = out.matches.size();
  const auto order = [&](std::uint32_t rule) { return std::pair(rules_.rules[rule].rank, rule); };
  auto& candidates = facts_.candidates();
  std::ranges::sort(candidates, {}, order);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const std::uint32_t rule = candidates[i];
    std::uint64_t early = 0;
    const Truth truth = evaluation_.truth(rule, early);
    if (truth == Truth::no) continue;
    add(rule, early, out);
    const std::size_t known = candidates.size();
    const Match& match = out.matches.back();
    facts_.give(rule, truth, std::span(out.spans).subspan(match.first_span, match.span_count));
    if (candidates.size() > known)
      std::ranges::sort(candidates.begin() + static_cast<std::ptrdiff_t>(i) + 1, candidates.end(),
                        {}, order);
  }
  std::ranges::sort(out.matches.begin() + static_cast<std::ptrdiff_t>(first), out.matches.end(), {},
                    &Match::rule);
}

// --- with state -----------------------------------------------------------------------------

bool holds_with_state(const RuleSet& rules, const Match& match, const HistoryFacts& facts,
                      std::span<const RuleIndex> held) {
  const auto rule = static_cast<std::uint32_t>(match.rule);
  if (!holds_late(rules, rule, facts)) return false;
  const CompiledRule& r = rules.rules[rule];
  if (!r.asks_late) return true;
  const auto given = [&](std::uint32_t mark) {
    const bool any = std::ranges::any_of(held, [&](RuleIndex h) {
      const auto marks = slice(rules.rule_marks, rules.rules[static_cast<std::uint32_t>(h)].marks);
      return std::ranges::binary_search(marks, mark);
    });
    return any ? Truth::yes : Truth::no;
  };
  return LateWhen(rules, r, match.early, given).of(r.root) == Truth::yes;
}

}  // namespace tocsin::rules
