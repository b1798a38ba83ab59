#include <algorithm>
#include <unordered_map>

#include "rules/bounds.h"
#include "rules/fold.h"
#include "rules/lint.h"
#include "rules/regex.h"

namespace tocsin::rules {
namespace {

/// What a rule looks for: the entries of its terms that do not stand behind a NOT.
struct Sought {
  std::vector<const Term*> entries;
  bool elsewhere = false;  ///< it looks for other packs' terms or other rules' findings too
};

void gather(const Expr& expr, const Pack& pack, Sought& sought) {
  switch (expr.kind) {
    case Expr::Kind::negation:
      return;
    case Expr::Kind::term:
      sought.entries.push_back(&expr.term);
      return;
    case Expr::Kind::signal:
    case Expr::Kind::rule:
      sought.elsewhere = true;
      return;
    case Expr::Kind::list: {
      const auto list = std::ranges::find(pack.terms, expr.ref.name, &TermList::name);
      if ((!expr.ref.pack.empty() && expr.ref.pack != pack.name) || list == pack.terms.end())
        sought.elsewhere = true;
      else
        for (const Term& term : list->entries) sought.entries.push_back(&term);
      return;
    }
    default:
      for (const ExprPtr& operand : expr.operands) gather(*operand, pack, sought);
  }
}

/// An example's text, as terms are looked for in it.
struct Said {
  std::string_view text;
  std::string folded;
};

/// Looks for the terms of one pack in its examples. A term is read once, however many examples and
/// rules ask for it.
class Finder {
 public:
  /// Where it cannot be told, it is taken to stand there: a lint is quiet when in doubt.
  bool stands_in(const Term& term, const Said& said) {
    const Read& read = read_once(term);
    found_.clear();
    if (read.regex) {
      const bool original = over_of(term) == Regex::Over::original;
      read.regex->find_all(original ? said.text : said.folded, found_);
      return !found_.empty();
    }
    if (!read.pattern || read.pattern->kind == TermPattern::Kind::mention) return true;
    if (read.pattern->kind == TermPattern::Kind::exact)
      find_exact(*read.pattern, said.text, found_);
    else if (said.folded.find(read.pattern->literal) != std::string::npos)
      find_pattern(*read.pattern, said.folded, found_);
    return !found_.empty();
  }

 private:
  struct Read {
    std::optional<Regex> regex;
    std::optional<TermPattern> pattern;
  };

  const Read& read_once(const Term& term) {
    const auto [at, is_new] = read_.try_emplace(&term);
    if (!is_new) return at->second;
    if (const auto over = over_of(term)) {
      auto regex = regexes_.compile(term.pattern, *over);
      if (regex) at->second.regex = std::move(*regex);
    } else if (auto pattern = read_pattern(term)) {
      at->second.pattern = std::move(*pattern);
    }
    return at->second;
  }

  std::unordered_map<const Term*, Read> read_;
  RegexBudget regexes_{bounds::regex_steps_linted};
  std::vector<Stretch> found_;
};

bool is_near_miss(const Example& example, const std::vector<const Term*>& entries, Finder& finder) {
  const Said said{example.post.text, fold(example.post.text)};
  return std::ranges::any_of(entries,
                             [&](const Term* term) { return finder.stands_in(*term, said); });
}

/// Then there is no near miss: whatever has one of its words is meant.
bool any_word_is_enough(const Rule& rule, const std::vector<const Term*>& entries, Logic& logic) {
  const Logic::Formula when = logic.formula(*rule.when);
  return rule.where.empty() && !logic.has_negation(when) &&
         std::ranges::all_of(
             entries, [&](const Term* term) { return logic.holds_in(logic.only(*term), when); });
}

void lint_rule(const Rule& rule, const Pack& pack, Logic& logic, Finder& finder,
               std::vector<Problem>& problems) {
  if (!rule.when) return;
  Sought sought;
  gather(*rule.when, pack, sought);
  if (sought.elsewhere || any_word_is_enough(rule, sought.entries, logic)) return;
  const Example* first = nullptr;
  for (const Example& example : rule.examples) {
    if (example.flags) continue;
    if (is_near_miss(example, sought.entries, finder)) return;
    if (first == nullptr) first = &example;
  }
  if (first == nullptr) return;
  warn(problems, first->place, "weak-examples",
       "no `pass` example of rule `" + rule.id +
           "` holds any of its words, so none shows where it stops: add a near miss, a post that "
           "has the words and is not meant");
}

}  // namespace

void lint_near_misses(const Pack& pack, Logic& logic, std::vector<Problem>& problems) {
  Finder finder;
  for (const Rule& rule : pack.rules) lint_rule(rule, pack, logic, finder, problems);
}

void lint_examples(const Rule& rule, std::vector<Problem>& problems) {
  const bool flag = std::ranges::any_of(rule.examples, &Example::flags);
  const bool pass = !std::ranges::all_of(rule.examples, &Example::flags);
  if (flag && pass) return;
  const std::string missing = flag   ? "a `pass` example"
                              : pass ? "a `flag` example"
                                     : "examples: `flag` and `pass`";
  warn(problems, rule.place, "missing-examples",
       "rule `" + rule.id + "` lacks " + missing +
           ": add a post that it must match and a near miss that it must not");
}

}  // namespace tocsin::rules
