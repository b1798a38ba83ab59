#include "rules/explain.h"

#include <algorithm>
#include <array>

#include "engine/bounds.h"
#include "rules/compiler.h"
#include "rules/explain_near.h"
#include "rules/explain_term.h"
#include "rules/matcher.h"

namespace tocsin::rules {
namespace {

std::string ticked(std::string_view text) {
  return '`' + std::string(text) + '`';
}

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
  Explainer(const RuleSet& rules, Matcher& matcher, const HistoryFacts& history)
      : rules_(rules), matcher_(matcher), facts_(matcher.facts()), history_(history) {}

  std::vector<Clause> clauses(std::uint32_t rule) {
    const CompiledRule& r = rules_.rules[rule];
    std::vector<Clause> out;
    if (!r.languages.empty()) out.push_back(languages(r));
    for (const CompiledCondition& c : slice(rules_.conditions, r.conditions)) {
      out.push_back(condition(c, value_of(c.condition.field, facts_, rules_)));
      out.back().holds = matcher_.evaluation().condition(c);
    }
    for (const CompiledCondition& c : slice(rules_.conditions, r.late)) {
      out.push_back(condition(c, late_value_of(c.condition.field, history_)));
      out.back().holds = holds_late_one(c, history_);
      out.back().needs_state = true;
    }
    for (Clause& c : out)
      if (c.holds) c.why.clear();
    out.push_back(when(r.root, Near::wanted));
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
      case Clause::Kind::negation:
        out.parts = parts(n, Near::unasked);
        if (!out.holds) out.why = ticked(out.parts.front().written) + " is there";
        break;
      default:
        out.parts = parts(n, near);
        measure(n, out);
    }
    return out;
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
      case Clause::Kind::reference:
        if (!out.holds) out.why = "no rule that it asks for matched";
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
};

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
  Explanation out;
  out.rule = book.info(rule);
  out.post = post.id;
  out.source = post.source;
  out.text = post.text;
  out.matches =
      matcher.evaluation().holds(index) &&
      std::ranges::all_of(slice(rules.conditions, rules.rules[index].late),
                          [&](const auto& c) { return holds_late_one(c, options.history); });
  out.clauses = Explainer(rules, matcher, options.history).clauses(index);
  if (out.matches) {
    std::vector<Span> spans;
    matcher.evaluation().spans(index, spans);
    for (const Span& s : spans) out.spans.push_back({rules.term_names[s.term], {s.begin, s.end}});
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

Post post_of_text(std::string_view text, const Pack& pack) {
  Post post;
  post.text = text;
  if (!pack.languages.empty()) post.lang = pack.languages.front();
  post.author.followers = 100;
  return post;
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
