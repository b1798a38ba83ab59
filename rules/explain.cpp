#include "rules/explain.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/bounds.h"
#include "rules/compiler.h"
#include "rules/excerpt.h"
#include "rules/explain_near.h"
#include "rules/explain_term.h"
#include "rules/matcher.h"

namespace tocsin::rules {
namespace {

Clause::Kind kind_of(Expr::Kind kind) {
  switch (kind) {
    case Expr::Kind::list:
    case Expr::Kind::term:
      return Clause::Kind::term;
    case Expr::Kind::brand:
      return Clause::Kind::brand;
    case Expr::Kind::signal:
    case Expr::Kind::rule:
      return Clause::Kind::reference;
    case Expr::Kind::count:
      return Clause::Kind::count;
    case Expr::Kind::at_least:
      return Clause::Kind::at_least;
    case Expr::Kind::near:
    case Expr::Kind::before:
      return Clause::Kind::near;
    case Expr::Kind::negation:
      return Clause::Kind::negation;
    case Expr::Kind::all:
      return Clause::Kind::all;
    case Expr::Kind::any:
      return Clause::Kind::any;
  }
  return Clause::Kind::term;
}

enum class Near : std::uint8_t { unasked, wanted };

/// Walks a rule that the matcher has looked at.
class Explainer {
 public:
  /// `held`: the rules that match, with what is known of the author.
  Explainer(const RuleSet& rules, Matcher& matcher, const HistoryFacts& history,
            std::span<const RuleIndex> held)
      : rules_(rules), matcher_(matcher), facts_(matcher.facts()), history_(history), held_(held) {}

  std::vector<Clause> clauses(std::uint32_t rule) {
    const std::uint32_t outer = std::exchange(rule_, rule);
    const CompiledRule& r = rules_.rules[rule];
    std::vector<Clause> out;
    if (!r.languages.empty()) out.push_back(languages(r));
    for (const CompiledCondition& c : slice(rules_.conditions, r.conditions)) {
      out.push_back(condition(c, value_of(c.condition.field, facts_, rules_)));
      out.back().holds = matcher_.evaluation().condition(c);
    }
    for (const CompiledCondition& c : slice(rules_.conditions, r.late)) {
      out.push_back(condition(c, late_value_of(c.condition.field, history_)));
      out.back().holds = holds_late_one(rules_, c, history_);
      out.back().needs_state = true;
    }
    for (Clause& c : out)
      if (c.holds) c.why.clear();
    out.push_back(when(r.root, Near::wanted));
    rule_ = outer;
    return out;
  }

 private:
  Clause languages(const CompiledRule& rule) {
    Clause out;
    out.kind = Clause::Kind::languages;
    for (const std::string& language : rule.languages)
      out.written += (out.written.empty() ? "" : ", ") + language;
    out.written = "languages: [" + out.written + ']';
    out.holds = matcher_.evaluation().language_fits(rule);
    out.value = facts_.post().lang.empty() ? "unknown" : std::string(facts_.post().lang);
    if (!out.holds) out.why = "the post is in " + ticked(out.value);
    return out;
  }

  static Clause condition(const CompiledCondition& c, const FieldValue& value) {
    Clause out;
    out.kind = Clause::Kind::condition;
    out.written = c.condition.written;
    out.field = name_of(c.condition.field);
    out.value = shown(value, type_of(c.condition.field));
    out.why = value.known ? ticked(out.field) + " is " + ticked(out.value)
                          : "the source did not give " + ticked(out.field) +
                                ": a condition on what is unknown is false";
    return out;
  }

  Clause when(std::uint32_t at, Near near) {
    const Node& n = rules_.nodes[at];
    Clause out;
    out.kind = kind_of(n.kind);
    out.written = rules_.clauses[n.clause];
    out.holds = matcher_.evaluation().holds_at(at);
    if (out.holds) near = Near::unasked;
    switch (out.kind) {
      case Clause::Kind::term:
        term(n, near, out);
        break;
      case Clause::Kind::brand:
        brand(n, near, out);
        break;
      case Clause::Kind::reference:
        reference(n, near, out);
        break;
      case Clause::Kind::negation:
        out.parts = parts(n, Near::unasked);
        out.holds = !out.parts.front().holds;
        if (!out.holds) out.why = ticked(out.parts.front().written) + " is there";
        break;
      default:
        out.parts = parts(n, near);
        settle(n, out);
        measure(n, out);
    }
    return out;
  }

  /// A part that asks for other rules holds with those that do, state and all.
  void settle(const Node& n, Clause& out) const {
    const auto holding = std::ranges::count(out.parts, true, &Clause::holds);
    if (out.kind == Clause::Kind::all) out.holds = holding == std::ssize(out.parts);
    if (out.kind == Clause::Kind::any) out.holds = holding > 0;
    if (out.kind == Clause::Kind::at_least) out.holds = holding >= n.n;
  }

  void reference(const Node& n, Near near, Clause& out) {
    std::string givers;
    for (const RuleIndex held : held_) {
      const auto& rule = rules_.rules[static_cast<std::uint32_t>(held)];
      // A rule does not give a signal to itself.
      if (static_cast<std::uint32_t>(held) != rule_ &&
          std::ranges::binary_search(slice(rules_.rule_marks, rule.marks), n.set))
        givers += (givers.empty() ? "" : ", ") +
                  ticked(rules_.infos[static_cast<std::uint32_t>(held)].id);
    }
    out.holds = !givers.empty();
    if (n.kind == Expr::Kind::signal) {
      out.why = out.holds
                    ? "given by " + givers
                    : "no other rule with this signal matches (a live rule asks only live ones)";
      return;
    }
    out.why = out.holds ? "that rule matches" : "that rule does not match";
    const std::string_view id = std::string_view(out.written).substr(out.written.find(':') + 1);
    const auto asked = std::ranges::find(rules_.infos, id, &RuleInfo::id);
    if (asked != rules_.infos.end() && near == Near::wanted)
      out.parts = clauses(static_cast<std::uint32_t>(asked - rules_.infos.begin()));
  }

  std::vector<Clause> parts(const Node& n, Near near) {
    std::vector<Clause> out;
    for (const std::uint32_t child : slice(rules_.children, n.children))
      out.push_back(when(child, near));
    return out;
  }

  void measure(const Node& n, Clause& out) {
    const auto holding = static_cast<int>(std::ranges::count(out.parts, true, &Clause::holds));
    const auto all = static_cast<int>(out.parts.size());
    switch (out.kind) {
      case Clause::Kind::count:
        out.measure = {Measure::Of::count, matcher_.evaluation().count_of(n), n.n};
        if (!out.holds)
          out.why =
              std::to_string(out.measure->found) + " found, " + std::to_string(n.n) + " asked";
        break;
      case Clause::Kind::at_least:
        out.measure = {Measure::Of::parts, holding, n.n};
        if (!out.holds)
          out.why = std::to_string(holding) + " of its " + std::to_string(all) + " parts " +
                    (holding == 1 ? "holds, " : "hold, ") + std::to_string(n.n) + " asked";
        break;
      case Clause::Kind::near:
        explain_near(rules_, matcher_, n, out);
        break;
      case Clause::Kind::all:
        out.measure = {Measure::Of::parts, holding, all};
        break;
      default:
        if (!out.holds) out.why = "none of its parts holds";
    }
  }

  void mark(std::string_view name, std::span<const Occurrence> places, Clause& out) {
    for (const Occurrence& o : places)
      if (o.placed && out.marks.size() < bounds::spans_per_finding)
        out.marks.push_back({std::string(name), facts_.original_of(o)});
  }

  void term(const Node& n, Near near, Clause& out) {
    const std::string& name = rules_.term_names[n.name];
    if (out.holds) {
      const auto places = facts_.occurrences(n.set);
      mark(name, places, out);
      if (out.marks.empty()) out.why = "the source lists it among the post's tags";
      return;
    }
    out.why = ticked(name) + " is not there";
    if (near == Near::wanted) out.nearly = near_misses(rules_, facts_, n.set, name);
  }

  void brand(const Node& n, Near near, Clause& out) {
    if (rules_.brands.empty()) {
      out.why = "no brand is configured, so `brand` holds for every post";
      return;
    }
    if (out.holds) {
      mark("brand", facts_.brand_occurrences(n.brand), out);
      if (out.marks.empty()) out.why = "the post is about it by its source, or by whom it answers";
      return;
    }
    out.why = n.brand == none ? "the post speaks of none of our brands"
                              : "the post does not speak of this brand";
    for (std::uint32_t b = 0; b < rules_.brands.size(); ++b)
      if (n.brand == none || n.brand == b) brand_misses(b, near, out);
  }

  /// A brand's `unless` rules a post out; else its words are looked for as a term's are.
  void brand_misses(std::uint32_t b, Near near, Clause& out) {
    const CompiledBrand& brand = rules_.brands[b];
    if (facts_.present(brand.words) && brand.unless != none && facts_.present(brand.unless)) {
      mark("unless", facts_.occurrences(brand.unless), out);
      out.why +=
          ": a word of `unless` says that this is another " + ticked(rules_.brand_infos[b].id);
      return;
    }
    if (near == Near::unasked || out.nearly.size() >= 3) return;
    for (NearMiss& miss : near_misses(rules_, facts_, brand.words, "brand"))
      if (out.nearly.size() < 3) out.nearly.push_back(std::move(miss));
  }

  const RuleSet& rules_;
  Matcher& matcher_;
  PostFacts& facts_;
  const HistoryFacts& history_;
  std::span<const RuleIndex> held_;
  std::uint32_t rule_ = none;  ///< the one that is being explained
};

/// The rules that match, those that others ask for before these, with their spans.
struct Held {
  Matches matches;
  std::vector<RuleIndex> rules;
};

Held held_rules(const RuleSet& rules, Matcher& matcher, const HistoryFacts& history) {
  Held out;
  matcher.decide(out.matches);
  std::vector<const Match*> order;
  for (const Match& m : out.matches.matches) order.push_back(&m);
  std::ranges::stable_sort(order, {}, [&](const Match* m) {
    return rules.rules[static_cast<std::uint32_t>(m->rule)].rank;
  });
  for (const Match* m : order)
    if (holds_with_state(rules, *m, history, out.rules)) out.rules.push_back(m->rule);
  return out;
}

/// What is said of a rule and a post beside whether the one matches the other.
std::vector<std::string> reservations(const RuleSet& rules, const RuleInfo& rule,
                                      const PostView& post, bool matches) {
  std::vector<std::string> out;
  if (rules.accounts.any() &&
      rules.accounts.find(post.source, post.author.id, post.author.handle) != none)
    out.emplace_back("the author is one of our own accounts: nothing is raised");
  if (rule.status == RuleStatus::draft)
    out.emplace_back("the rule is a draft: it is checked, and not loaded");
  if (rule.status == RuleStatus::retired) out.emplace_back("the rule is retired: it is not loaded");
  if (rule.status == RuleStatus::shadow)
    out.emplace_back("the rule is in shadow: its findings are counted, and raise nothing");
  if (post.is_repost.value_or(!post.repost_of.empty()))
    out.emplace_back("the post is a repost: it counts, and raises nothing by itself");
  if (!rule.windows.empty())
    out.emplace_back(
        "the rule has a window: it finds nothing before enough posts match, which only "
        "the engine counts");
  if (rule.limit && matches)
    out.emplace_back("the rule has a `limit`: findings beyond it are counted, and raise nothing");
  return out;
}

std::uint32_t brand_named(const RuleSet& rules, std::string_view id) {
  if (id.empty()) return none;
  const auto found = std::ranges::find(rules.brand_infos, id, &BrandInfo::id);
  return found == rules.brand_infos.end()
             ? none
             : static_cast<std::uint32_t>(found - rules.brand_infos.begin());
}

}  // namespace

std::optional<Explanation> explain(const RuleBook& book, RuleIndex rule, const PostView& post,
                                   const ExplainOptions& options) {
  const auto* compiled = dynamic_cast<const CompiledBook*>(&book);
  if (compiled == nullptr) return std::nullopt;
  const RuleSet& rules = compiled->set();
  const auto index = static_cast<std::uint32_t>(rule);
  Matcher matcher(rules);
  if (!matcher.look_at(post, brand_named(rules, options.brand))) return std::nullopt;
  const Held held = held_rules(rules, matcher, options.history);
  Explanation out;
  out.rule = book.info(rule);
  out.post = post.id;
  out.source = post.source;
  out.text = post.text;
  out.parts.assign(post.parts.begin(), post.parts.end());
  out.matches = std::ranges::find(held.rules, rule) != held.rules.end();
  out.clauses = Explainer(rules, matcher, options.history, held.rules).clauses(index);
  const auto match = std::ranges::find(held.matches.matches, rule, &Match::rule);
  if (out.matches)
    for (std::uint32_t i = 0; i < match->span_count; ++i) {
      const Span& s = held.matches.spans[match->first_span + i];
      out.spans.push_back({rules.term_names[s.term], {s.begin, s.end}});
    }
  out.but = reservations(rules, out.rule, post, out.matches);
  out.why = summary_of(out);
  return out;
}

std::expected<RuleBookPtr, std::vector<Problem>> compile_to_explain(const LoadedPacks& packs,
                                                                    const RuleContext& context,
                                                                    const CompileOptions& options) {
  auto set = compile_set(packs, context, options, Loading::proving);
  if (!set) return std::unexpected(std::move(set.error()));
  return std::make_shared<const CompiledBook>(std::move(*set));
}

std::optional<Explanation> explain_text(const RuleBook& book, RuleIndex rule, std::string_view text,
                                        const ExplainOptions& options) {
  const auto* compiled = dynamic_cast<const CompiledBook*>(&book);
  if (compiled == nullptr) return std::nullopt;
  const auto& languages = compiled->set().rules[static_cast<std::uint32_t>(rule)].languages;
  Post post;
  post.text = text;
  if (!languages.empty()) post.lang = languages.front();
  post.author.followers = 100;
  PostViewArrays arrays;
  return explain(book, rule, view_of(post, arrays), options);
}

const Clause* Explanation::failed() const {
  const auto first = std::ranges::find(clauses, false, &Clause::holds);
  return first == clauses.end() ? nullptr : &*first;
}

std::string_view name_of(Clause::Kind kind) {
  constexpr std::array<std::string_view, 11> names{"languages", "term",     "brand",    "reference",
                                                   "count",     "at_least", "near",     "not",
                                                   "and",       "or",       "condition"};
  return names.at(static_cast<std::size_t>(kind));
}

std::string_view name_of(Measure::Of of) {
  constexpr std::array<std::string_view, 3> names{"distance", "count", "parts"};
  return names.at(static_cast<std::size_t>(of));
}

}  // namespace tocsin::rules
