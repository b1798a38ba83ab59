// Every rule's own examples, run as the matcher runs posts.
#include <charconv>

#include "rules/compiler.h"
#include "rules/excerpt.h"
#include "rules/matcher.h"
#include "rules/rules.h"

namespace tocsin::rules {
namespace {

/// What an example states of a field: not said, taken away with `null`, or a value.
struct Stated {
  bool said = false;
  std::optional<std::string_view> value;  ///< the example's
};

Stated stated(const Example& example, const std::string& field) {
  const auto found = example.stated.find(field);
  return found == example.stated.end() ? Stated{} : Stated{true, found->second};
}

/// The defaults of RULES.md for what the author left open.
Post with_defaults(const Example& example, const Pack& pack) {
  Post post = example.post;
  if (const Stated lang = stated(example, "lang"); !lang.said)
    post.lang = pack.languages.empty() ? std::string() : pack.languages.front();
  else if (!lang.value)
    post.lang.clear();
  if (const Stated followers = stated(example, "author.followers"); !followers.said)
    post.author.followers = post.author.followers.value_or(100);
  else if (!followers.value)
    post.author.followers.reset();
  return post;
}

template <class Number>
std::optional<Number> number(const Example& example, const std::string& field) {
  const std::string_view text = stated(example, field).value.value_or("");
  Number out = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), out).ec != std::errc())
    return std::nullopt;
  return out;
}

/// Who is said to be anything of a customer is one, unless the example says otherwise.
/// Borrows the example.
CustomerFacts customer_of(const Example& example) {
  CustomerFacts out{.segment = stated(example, "customer.segment").value.value_or(""),
                    .since_days = number<double>(example, "customer.since_days"),
                    .spend = number<double>(example, "customer.spend")};
  const Stated known = stated(example, "customer.known");
  out.known =
      known.said ? known.value == "true" : !out.segment.empty() || out.since_days || out.spend;
  return out;
}

HistoryFacts history_of(const Example& example) {
  const auto count = [&](const char* field) {
    return number<std::int64_t>(example, field).value_or(0);
  };
  return {.posts_30d = count("history.posts_30d"),
          .complaints_30d = count("history.complaints_30d"),
          .open_cases = count("history.open_cases"),
          .customer = customer_of(example)};
}

class Proof {
 public:
  Proof(const RuleSet& rules, std::vector<Problem>& problems)
      : rules_(rules), matcher_(rules), problems_(problems) {}

  void run(const Pack& pack, const Rule& rule, std::uint32_t index) {
    for (const Example& example : rule.examples) {
      std::uint32_t brand = none;
      if (!brand_of(example, brand)) continue;
      const Post post = with_defaults(example, pack);
      PostViewArrays arrays;
      const PostView view = view_of(post, arrays);
      if (!matcher_.look_at(view, brand)) {
        fail(example, "could not be scanned: this is a fault of the program, please report it");
        continue;
      }
      judge(rule, index, example);
    }
  }

 private:
  /// The brand that the example is taken to speak of; false: it names one that nobody configured.
  bool brand_of(const Example& example, std::uint32_t& brand) {
    const Stated s = stated(example, "brand");
    if (rules_.brand_infos.empty()) return true;
    if (!s.said) return brand = 0, true;
    if (!s.value) return true;
    for (std::uint32_t b = 0; b < rules_.brand_infos.size(); ++b)
      if (rules_.brand_infos[b].id == *s.value) return brand = b, true;
    fail(example, "states the brand `" + std::string(*s.value) +
                      "`, which is not configured: declare it under `brands:`, or leave it out");
    return false;
  }

  /// An example is one post: windows are taken to hold.
  void judge(const Rule& rule, std::uint32_t index, const Example& example) {
    decide(index);
    const bool early = std::ranges::find(matches_.matches, RuleIndex{index}, &Match::rule) !=
                       matches_.matches.end();
    const bool holds = early && holds_with(history_of(example), RuleIndex{index});
    if (holds == example.flags) return;
    if (holds)
      return fail(example, "must pass, but `" + rule.id + "` flags it" + matched(index) +
                               ": narrow `when`, or move the example to `flag`");
    fail(example,
         "must be flagged by `" + rule.id + "`, but does not hold: " +
             (early ? late_clause(index, example) : matcher_.evaluation().failing_clause(index)));
  }

  /// Fills matches_; of rules that do not refer to others, only this one is looked at.
  void decide(std::uint32_t index) {
    matches_.clear();
    if (!rules_.marks.empty())
      matcher_.decide(matches_);
    else if (matcher_.evaluation().holds(index))
      matches_.matches.push_back({.rule = RuleIndex{index}});
  }

  bool holds_with(const HistoryFacts& facts, RuleIndex rule) {
    std::ranges::stable_sort(matches_.matches, {}, [&](const Match& m) {
      return rules_.rules[static_cast<std::uint32_t>(m.rule)].rank;
    });
    std::vector<RuleIndex> held;
    for (const Match& m : matches_.matches)
      if (holds_with_state(rules_, m, facts, held)) held.push_back(m.rule);
    return std::ranges::find(held, rule) != held.end();
  }

  std::string late_clause(std::uint32_t index, const Example& example) const {
    const HistoryFacts facts = history_of(example);
    for (const CompiledCondition& c : slice(rules_.conditions, rules_.rules[index].late)) {
      const FieldValue v = late_value_of(c.condition.field, facts);
      if (!holds_late_one(rules_, c, facts))
        return "`" + c.condition.written + "`, since the field is " +
               shown(v, type_of(c.condition.field));
    }
    return "a rule that it refers to";
  }

  /// The terms that matched, for a person.
  std::string matched(std::uint32_t index) {
    std::vector<Span> spans;
    matcher_.evaluation().spans(index, spans);
    std::string out;
    for (const Span& s : spans) {
      out += out.empty() ? " for " : ", ";
      out += "`" + std::string(matcher_.facts().post().text.substr(s.begin, s.end - s.begin)) +
             "` (" + rules_.term_names[s.term] + ")";
    }
    return out;
  }

  void fail(const Example& example, const std::string& what) {
    problems_.push_back({example.place, Level::error, "example",
                         "the example \"" + excerpt(example.written) + "\" " + what});
  }

  const RuleSet& rules_;
  Matcher matcher_;
  Matches matches_;
  std::vector<Problem>& problems_;
};

}  // namespace

std::vector<Problem> prove(const LoadedPacks& packs, const RuleContext& context, RuleBookPtr book) {
  std::vector<Problem> problems;
  const auto* compiled = dynamic_cast<const CompiledBook*>(book.get());
  const RuleSet* rules = compiled ? &compiled->set() : nullptr;
  // Drafts are not in a book that judges, but their examples are checked too.
  bool drafts = false;
  for (const Pack& pack : packs.asked())
    for (const Rule& rule : pack.rules)
      drafts = drafts || (rule.status == RuleStatus::draft && !rule.examples.empty());
  std::unique_ptr<RuleSet> with_drafts;
  if (drafts || rules == nullptr) {
    auto all = compile_set(packs, context, {}, Loading::proving);
    if (!all) return std::move(all.error());
    with_drafts = std::move(*all);
    rules = with_drafts.get();
  }
  std::unordered_map<std::string_view, std::uint32_t> index_of;
  for (std::uint32_t i = 0; i < rules->infos.size(); ++i) index_of.emplace(rules->infos[i].id, i);
  Proof proof(*rules, problems);
  for (const Pack& pack : packs.asked())
    for (const Rule& rule : pack.rules)
      if (const auto found = index_of.find(pack.name + '/' + rule.id); found != index_of.end())
        proof.run(pack, rule, found->second);
  return problems;
}

}  // namespace tocsin::rules
