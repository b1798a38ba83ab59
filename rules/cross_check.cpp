#include <algorithm>
#include <map>
#include <set>

#include "engine/bounds.h"
#include "rules/bounds.h"
#include "rules/fix.h"
#include "rules/language_names.h"
#include "rules/lint.h"
#include "rules/pack_parser.h"
#include "rules/references.h"
#include "rules/suggest.h"

namespace tocsin::rules {
namespace {

/// Everything that the loaded packs and the configuration name.
class Names {
 public:
  Names(const std::vector<Pack>& packs, const RuleContext& context) {
    for (const std::string_view signal : known_signals()) signals_.emplace(signal);
    signals_.insert(context.extra_signals.begin(), context.extra_signals.end());
    for (const Brand& brand : context.brands) brands_.insert(brand.id);
    for (const Pack& pack : packs) {
      for (const TermList& list : pack.terms) terms_.insert(pack.name + '.' + list.name);
      for (const Rule& rule : pack.rules) rules_[pack.name + '/' + rule.id] = &rule;
      for (const Brand& brand : pack.brands) brands_.insert(brand.id);
    }
  }

  std::set<std::string> terms_;
  std::set<std::string> signals_;
  std::set<std::string> brands_;
  std::map<std::string, const Rule*> rules_;
};

template <class Names>
std::vector<std::string_view> names_in(const Names& names) {
  std::vector<std::string_view> known;
  for (const auto& name : names) {
    if constexpr (requires { name.first; })
      known.push_back(name.first);
    else
      known.push_back(name);
  }
  return known;
}

template <class Names>
std::string meant(std::string_view word, const Names& names) {
  return did_you_mean(word, names_in(names));
}

template <class Names>
std::optional<Fix> spelling_of(std::string_view word, const Names& names) {
  return respelt(word, names_in(names));
}

class CrossCheck {
 public:
  CrossCheck(const LoadedPacks& loaded, const RuleContext& context, const Names& names,
             std::vector<Problem>& problems)
      : loaded_(loaded), context_(context), names_(names), problems_(problems) {}

  void run() {
    check_pack_names();
    check_brand_ids();
    check_brand_count();
    for (const Brand& brand : context_.brands) lint_brand(brand, problems_);
    for (const Pack& pack : loaded_.packs)
      for (const Rule& rule : pack.rules) {
        if (rule.when) check(*rule.when, pack, rule);
        check_where(rule);
      }
    check_circles();
  }

 private:
  void tell(const Place& place, std::string_view lint, std::string text,
            Level level = Level::error) {
    problems_.push_back({place, level, std::string(lint), std::move(text)});
  }

  /// Of what was told last: the name that was meant, behind what stands in front of it.
  template <class Names>
  void propose(std::string_view before, std::string_view word, const Names& names) {
    auto fix = spelling_of(word, names);
    if (!fix) return;
    fix->written.insert(0, before);
    fix->instead.insert(0, before);
    problems_.back().fix = std::move(fix);
  }

  void check_pack_names() {
    std::map<std::string, std::string> files;
    for (const Pack& pack : loaded_.packs) {
      if (pack.name.empty()) continue;
      const auto [earlier, is_new] = files.emplace(pack.name, pack.file);
      if (!is_new)
        tell({pack.file, 1, 1}, "duplicate-pack",
             "the pack `" + pack.name + "` is " + earlier->second +
                 " already: rename one of them, or load only one");
    }
  }

  void check_brand_ids() {
    std::map<std::string, std::string> files;
    for (const Pack& pack : loaded_.packs)
      for (const Brand& brand : pack.brands) {
        const auto ours = std::ranges::find(context_.brands, brand.id, &Brand::id);
        if (ours != context_.brands.end())
          tell(brand.place, "duplicate-id",
               "the brand `" + brand.id + "` is configured in " + ours->place.file + ":" +
                   std::to_string(ours->place.line) + ", and `brand:" + brand.id +
                   "` means that one: keep one of them",
               Level::warning);
        const auto [earlier, is_new] = files.emplace(brand.id, pack.file);
        if (!is_new && earlier->second != pack.file)
          tell(brand.place, "duplicate-id",
               "the brand `" + brand.id + "` stands in " + earlier->second +
                   " already: keep one of them");
      }
  }

  /// Told once, at the first that is too many.
  void check_brand_count() {
    std::size_t count = 0;
    const auto too_many = [&](const std::vector<Brand>& brands) {
      for (const Brand& brand : brands)
        if (count++ == bounds::brands) {
          tell(brand.place, "too-many-brands",
               "the brand `" + brand.id + "` is one more than the " +
                   std::to_string(bounds::brands) +
                   " that an engine listens for (configuration and packs together): join brands of "
                   "one owner, or run a second engine for the others");
          return true;
        }
      return false;
    };
    if (too_many(context_.brands)) return;
    for (const Pack& pack : loaded_.packs)
      if (too_many(pack.brands)) return;
  }

  void check(const Expr& expr, const Pack& pack, const Rule& rule) {
    check_asleep(expr, rule);
    switch (expr.kind) {
      case Expr::Kind::list:
        check_term(expr, pack);
        break;
      case Expr::Kind::brand:
        if (!expr.id.empty() && !names_.brands_.contains(expr.id)) unknown_brand(expr);
        break;
      case Expr::Kind::signal:
        if (!names_.signals_.contains(expr.id)) unknown_signal(expr);
        break;
      case Expr::Kind::rule:
        check_rule(expr);
        break;
      default:
        break;
    }
    for (const ExprPtr& operand : expr.operands) check(*operand, pack, rule);
  }

  std::string or_list(std::string_view id) const {
    const std::string near = meant(id, names_.signals_);
    return near.empty() ? ": declare it under `signals:` in the configuration" : near;
  }

  void unknown_signal(const Expr& expr) {
    tell(expr.place, "unknown-signal", "`" + expr.id + "` is no signal" + or_list(expr.id));
    propose("signal:", expr.id, names_.signals_);
  }

  void unknown_brand(const Expr& expr) {
    const std::string near = meant(expr.id, names_.brands_);
    tell(expr.place, "unknown-brand",
         "no brand `" + expr.id + "` is configured" +
             (near.empty() ? ": add it under `brands:`, or give its file with `--brands FILE`"
                           : near));
    propose("brand:", expr.id, names_.brands_);
  }

  void check_term(const Expr& expr, const Pack& pack) {
    if (expr.ref.pack.empty() || expr.ref.pack == pack.name) return;
    const std::string full = expr.ref.pack + '.' + expr.ref.name;
    if (names_.terms_.contains(full)) return;
    const bool loaded =
        std::ranges::find(loaded_.packs, expr.ref.pack, &Pack::name) != loaded_.packs.end();
    const std::string near = meant(full, names_.terms_);
    if (loaded)
      tell(expr.place, "unknown-term",
           "the pack `" + expr.ref.pack + "` has no term `" + expr.ref.name + "`" +
               (near.empty() ? ": add it there, or name another" : near));
    else
      tell(expr.place, "unknown-pack",
           "no pack `" + expr.ref.pack + "` is loaded" +
               (near.empty() ? ": name its file too, so that `" + full + "` is known" : near));
    propose("", full, names_.terms_);
  }

  void check_rule(const Expr& expr) {
    if (names_.rules_.contains(expr.id)) return;
    const std::string near = meant(expr.id, names_.rules_);
    tell(expr.place, "unknown-rule",
         "no rule `" + expr.id + "` is loaded" +
             (near.empty() ? ": a rule is written with its pack, as `core/refund`" : near));
    propose("rule:", expr.id, names_.rules_);
  }

  void check_where(const Rule& rule) {
    for (const Condition& condition : rule.where) {
      if (condition.field != Field::brand) continue;
      for (const std::string& id : condition.values)
        if (!names_.brands_.contains(id) && id != "default")
          tell(condition.place, "unknown-brand",
               "no brand `" + id + "` is configured, so this never holds" +
                   meant(id, names_.brands_),
               Level::warning);
    }
  }

  /// Rules that wait for themselves could never be judged. What is retired waits for nothing.
  void check_circles() {
    std::vector<NamedRule> rules;
    for (const auto& [id, rule] : names_.rules_)
      if (rule->status != RuleStatus::retired) rules.push_back({id, rule});
    const References references(rules);
    check_depth(references, rules);
    std::set<std::uint32_t> told;
    for (const auto& circle : references.circles())
      for (std::size_t i = 0; i < circle.size(); ++i)
        if (told.insert(circle[i]).second)
          tell(rules[circle[i]].rule->when_place, "circle",
               "this rule waits for itself: " + circle_from(rules, circle, i) +
                   ": take one of the references away");
  }

  void check_depth(const References& references, const std::vector<NamedRule>& rules) {
    if (references.too_deep().empty()) return;
    tell(rules[references.too_deep().front()].rule->when_place, "references-too-deep",
         "this rule waits for " + circle_from(rules, references.too_deep(), 0) + ", more than " +
             std::to_string(bounds::reference_depth) +
             " rules one behind the other: ask for those at the end directly");
  }

  bool runs(const Rule& rule) const {
    return rule.status == RuleStatus::live || rule.status == RuleStatus::shadow;
  }

  /// What asks for a rule that is not loaded never holds, and nobody would see it.
  void check_asleep(const Expr& expr, const Rule& asker) {
    if (!runs(asker)) return;
    if (expr.kind == Expr::Kind::rule) {
      const auto found = names_.rules_.find(expr.id);
      if (found == names_.rules_.end() || runs(*found->second)) return;
      const std::string status(name_of(found->second->status));
      tell(expr.place, "rule-asleep",
           "`rule:" + expr.id + "` is " + status +
               ", so this never holds: make that rule `shadow` or `live`, or take the reference "
               "away",
           Level::warning);
    } else if (expr.kind == Expr::Kind::signal && names_.signals_.contains(expr.id)) {
      if (std::ranges::any_of(names_.rules_, [&](const auto& named) {
            return named.second != &asker && named.second->signal == expr.id &&
                   (named.second->status == RuleStatus::live ||
                    (asker.status == RuleStatus::shadow && runs(*named.second)));
          }))
        return;
      tell(expr.place, "signal-asleep",
           "no other " + std::string(asker.status == RuleStatus::live ? "live " : "") +
               "rule gives the signal `" + expr.id +
               "`, so this never holds: name the packs that do too, or take the reference away",
           Level::warning);
    }
  }

  const LoadedPacks& loaded_;
  const RuleContext& context_;
  const Names& names_;
  std::vector<Problem>& problems_;
};

}  // namespace

void check_across(LoadedPacks& loaded, const RuleContext& context) {
  const Names names(loaded.packs, context);
  CrossCheck(loaded, context, names, loaded.problems).run();
  std::map<std::string, std::size_t> order;
  for (const Problem& problem : loaded.problems) order.emplace(problem.place.file, order.size());
  std::ranges::stable_sort(loaded.problems, {}, [&](const Problem& p) {
    return std::tuple(order[p.place.file], p.place.line, p.place.column);
  });
}

}  // namespace tocsin::rules
