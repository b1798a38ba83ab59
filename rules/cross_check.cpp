#include <algorithm>
#include <map>
#include <set>

#include "rules/language_names.h"
#include "rules/pack_parser.h"
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
std::string meant(std::string_view word, const Names& names) {
  std::vector<std::string_view> known;
  for (const auto& name : names) {
    if constexpr (requires { name.first; })
      known.push_back(name.first);
    else
      known.push_back(name);
  }
  return did_you_mean(word, known);
}

class CrossCheck {
 public:
  CrossCheck(const LoadedPacks& loaded, const Names& names, std::vector<Problem>& problems)
      : loaded_(loaded), names_(names), problems_(problems) {}

  void run() {
    check_pack_names();
    check_brand_ids();
    for (const Pack& pack : loaded_.packs)
      for (const Rule& rule : pack.rules) {
        check(*rule.when, pack);
        check_where(rule);
        check_circle(pack.name + '/' + rule.id, rule);
      }
  }

 private:
  void tell(const Place& place, std::string_view lint, std::string text,
            Level level = Level::error) {
    problems_.push_back({place, level, std::string(lint), std::move(text)});
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
        const auto [earlier, is_new] = files.emplace(brand.id, pack.file);
        if (!is_new && earlier->second != pack.file)
          tell(brand.place, "duplicate-id",
               "the brand `" + brand.id + "` stands in " + earlier->second +
                   " already: keep one of them");
      }
  }

  void check(const Expr& expr, const Pack& pack) {
    switch (expr.kind) {
      case Expr::Kind::list:
        check_term(expr, pack);
        break;
      case Expr::Kind::brand:
        if (!expr.id.empty() && !names_.brands_.contains(expr.id)) unknown_brand(expr);
        break;
      case Expr::Kind::signal:
        if (!names_.signals_.contains(expr.id))
          tell(expr.place, "unknown-signal", "`" + expr.id + "` is no signal" + or_list(expr.id));
        break;
      case Expr::Kind::rule:
        check_rule(expr);
        break;
      default:
        break;
    }
    for (const ExprPtr& operand : expr.operands) check(*operand, pack);
  }

  std::string or_list(std::string_view id) const {
    const std::string near = meant(id, names_.signals_);
    return near.empty() ? ": declare it under `signals:` in the configuration" : near;
  }

  void unknown_brand(const Expr& expr) {
    const std::string near = meant(expr.id, names_.brands_);
    tell(expr.place, "unknown-brand",
         "no brand `" + expr.id + "` is configured" +
             (near.empty() ? ": add it under `brands:`, or give its file with `--brands FILE`"
                           : near));
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
  }

  void check_rule(const Expr& expr) {
    if (names_.rules_.contains(expr.id)) return;
    const std::string near = meant(expr.id, names_.rules_);
    tell(expr.place, "unknown-rule",
         "no rule `" + expr.id + "` is loaded" +
             (near.empty() ? ": a rule is written with its pack, as `core/refund`" : near));
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

  /// A rule that waits for itself, by `rule:` or `signal:`, could never be judged.
  void check_circle(const std::string& id, const Rule& rule) {
    std::vector<std::string> path{id};
    std::set<std::string> seen;
    if (leads_back(*rule.when, id, path, seen)) {
      std::string way;
      for (const std::string& step : path) way += step + " → ";
      tell(rule.when_place, "circle",
           "this rule waits for itself: " + way + id + ": take one of the references away");
    }
  }

  bool leads_back(const Expr& expr, const std::string& to, std::vector<std::string>& path,
                  std::set<std::string>& seen) const {
    for (const auto& [id, rule] : waited_for(expr)) {
      if (id == to) return true;
      if (!seen.insert(id).second) continue;
      path.push_back(id);
      if (leads_back(*rule->when, to, path, seen)) return true;
      path.pop_back();
    }
    return std::ranges::any_of(expr.operands, [&](const ExprPtr& operand) {
      return leads_back(*operand, to, path, seen);
    });
  }

  std::vector<std::pair<std::string, const Rule*>> waited_for(const Expr& expr) const {
    std::vector<std::pair<std::string, const Rule*>> rules;
    if (expr.kind == Expr::Kind::rule) {
      const auto found = names_.rules_.find(expr.id);
      if (found != names_.rules_.end()) rules.push_back(*found);
    } else if (expr.kind == Expr::Kind::signal) {
      for (const auto& [id, rule] : names_.rules_)
        if (rule->signal == expr.id) rules.emplace_back(id, rule);
    }
    return rules;
  }

  const LoadedPacks& loaded_;
  const Names& names_;
  std::vector<Problem>& problems_;
};

}  // namespace

void check_across(LoadedPacks& loaded, const RuleContext& context) {
  const Names names(loaded.packs, context);
  CrossCheck(loaded, names, loaded.problems).run();
  std::map<std::string, std::size_t> order;
  for (const Problem& problem : loaded.problems) order.emplace(problem.place.file, order.size());
  std::ranges::stable_sort(loaded.problems, {}, [&](const Problem& p) {
    return std::tuple(order[p.place.file], p.place.line, p.place.column);
  });
}

}  // namespace tocsin::rules
