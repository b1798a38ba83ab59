#include "rules/profile.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include <sys/resource.h>

#include "rules/matcher.h"

namespace tocsin::rules {
namespace {

std::uint64_t now_ns() {
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

/// How often this thread had to leave its core to others.
long preemptions() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nivcsw;
}

/// What asking for the time takes: of every measured stretch, that much is the clock's.
std::uint64_t clock_ns() {
  std::uint64_t least = ~0ULL;
  for (int i = 0; i < 200; ++i) {
    const auto before = now_ns();
    least = std::min(least, now_ns() - before);
  }
  return least;
}

}  // namespace

/// Times what a Matcher does. A friend of it, so that it times the same code.
class MatcherMeter final : public CostMeter, public TermClock {
 public:
  explicit MatcherMeter(const RuleSet& rules)
      : rules_(rules), matcher_(rules), clock_(clock_ns()), sets_(rules.sets.size()) {
    sum_.rules.resize(rules.rules.size());
    matcher_.facts_.time_terms(this);
    for (std::uint32_t r = 0; r < rules.rules.size(); ++r) name_sets(rules.rules[r].root, r);
  }

  bool measure(std::span<const PostView* const> posts) override {
    for (std::size_t first = 0; first < posts.size(); first += Matcher::batch) {
      const auto some = posts.subspan(first, std::min(Matcher::batch, posts.size() - first));
      charges_.clear();
      looks_.clear();
      const auto preempted = preemptions();
      const auto began = now_ns();
      if (!matcher_.scan(some)) return false;
      const auto scan = since(began);
      matcher_.part(some);
      for (std::size_t i = 0; i < some.size(); ++i) {
        const Matcher::Found& found = matcher_.found_[i];
        // Also where the rules' other words are missing: a term's hits are of what the scan found.
        if (found.look || std::ranges::any_of(found.hits, &Matcher::Hit::triggers))
          look(*some[i], matcher_.places_[i], found.hits);
      }
      const auto all = now_ns() - began;
      // Where others had the core meanwhile, the clock says nothing about rules.
      if (preemptions() == preempted) take(some.size(), scan, all);
    }
    return true;
  }

  void asked(std::uint32_t atom, std::uint64_t ns) override {
    charges_.push_back({atom, ns > clock_ ? ns - clock_ : 0});
  }

  std::uint64_t posts() const override { return sum_.posts; }
  const RuleCost& of(RuleIndex rule) const override {
    return sum_.rules.at(static_cast<std::uint32_t>(rule));
  }

  CostSum sum() const override {
    CostSum out = sum_;
    for (std::size_t s = 0; s < sets_.size(); ++s) {
      const SetCost& set = sets_[s];
      if (set.hits == 0) continue;
      TermCost term{"", "", set.hits, set.ns};
      if (set.name != none) term.name = rules_.term_names[set.name];
      if (set.rule != none) term.rule = rules_.infos[set.rule].id;
      if (term.name.empty()) term.name = "brand";
      out.terms.push_back(std::move(term));
    }
    std::ranges::stable_sort(out.terms, std::greater{}, &TermCost::ns);
    return out;
  }

 private:
  struct SetCost {
    std::uint32_t name = none;
    std::uint32_t rule = none;
    std::uint64_t hits = 0;
    std::uint64_t ns = 0;
  };

  struct Charge {
    std::uint32_t atom = 0;
    std::uint64_t ns = 0;
  };
  struct Look {
    std::uint32_t rule = 0;
    bool found = false;
    std::uint64_t ns = 0;
  };

  std::uint64_t since(std::uint64_t began) const {
    const auto took = now_ns() - began;
    return took > clock_ ? took - clock_ : 0;
  }

  void name_sets(std::uint32_t at, std::uint32_t rule) {
    const Node& node = rules_.nodes[at];
    const bool term = node.kind == Expr::Kind::list || node.kind == Expr::Kind::term;
    if (term && node.set != none && sets_[node.set].rule == none)
      sets_[node.set] = {node.name, rule, 0, 0};
    for (const std::uint32_t child : slice(rules_.children, node.children)) name_sets(child, rule);
  }

  /// What was measured of some posts. An atom of several lists is paid for by each of them in part.
  void take(std::size_t posts, std::uint64_t scan_ns, std::uint64_t all_ns) {
    for (const Charge& charge : charges_) {
      const auto sets = few(rules_.atom_sets, rules_.atoms[charge.atom].sets);
      for (const std::uint32_t s : sets) {
        ++sets_[s].hits;
        sets_[s].ns += charge.ns / sets.size();
      }
    }
    for (const Look& look : looks_) {
      RuleCost& cost = sum_.rules[look.rule];
      cost.ns += look.ns;
      ++cost.looks;
      cost.finds += look.found;
    }
    sum_.scan_ns += scan_ns;
    sum_.all_ns += all_ns;
    sum_.posts += posts;
  }

  void look(const PostView& post, const FoldBuffer::Folded& place,
            std::span<const Matcher::Hit> hits) {
    PostFacts& facts = matcher_.facts_;
    facts.begin(post, matcher_.text_.view(place), place.same_offsets);
    for (const Matcher::Hit& h : hits) {
      const auto began = now_ns();
      facts.literal(h.literal, h.end - place.begin - h.size);
      const auto took = since(began);
      const auto atoms = few(rules_.literal_atoms, rules_.literals[h.literal].atoms);
      for (const std::uint32_t a : atoms) charges_.push_back({a, took / atoms.size()});
    }
    if (matcher_.has_tags_) facts.listed_tags();
    facts.always();
    facts.settle_brands(none);
    decide();
  }

  /// As Matcher::decide_in_order().
  void decide() {
    found_.clear();
    const auto order = [&](std::uint32_t rule) { return std::pair(rules_.rules[rule].rank, rule); };
    auto& candidates = matcher_.facts_.candidates();
    std::ranges::sort(candidates, {}, order);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const std::size_t known = candidates.size();
      decide(candidates[i]);
      if (candidates.size() > known)
        std::ranges::sort(candidates.begin() + static_cast<std::ptrdiff_t>(i) + 1, candidates.end(),
                          {}, order);
    }
  }

  void decide(std::uint32_t rule) {
    std::uint64_t early = 0;
    const auto began = now_ns();
    const Truth truth = matcher_.evaluation_.truth(rule, early);
    if (truth != Truth::no) {
      matcher_.add(rule, early, found_);
      const Match& match = found_.matches.back();
      matcher_.facts_.give(rule, truth,
                           std::span(found_.spans).subspan(match.first_span, match.span_count));
    }
    looks_.push_back({rule, truth != Truth::no, since(began)});
  }

  const RuleSet& rules_;
  Matcher matcher_;
  std::uint64_t clock_;
  std::vector<SetCost> sets_;
  Matches found_;
  std::vector<Charge> charges_;  ///< of the posts at hand
  std::vector<Look> looks_;
  CostSum sum_;
};

std::unique_ptr<CostMeter> cost_meter(const RuleBook& book) {
  const auto* compiled = dynamic_cast<const CompiledBook*>(&book);
  if (compiled == nullptr) return nullptr;
  return std::make_unique<MatcherMeter>(compiled->set());
}

}  // namespace tocsin::rules
