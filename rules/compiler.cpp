#include "rules/compiler.h"

#include <algorithm>

#include <xxhash.h>

#include "rules/expression.h"
#include "rules/fold.h"
#include "rules/matcher.h"

namespace tocsin::rules {
namespace {

class Compiler {
 public:
  Compiler(const LoadedPacks& packs, const RuleContext& context, Loading loading)
      : packs_(packs), context_(context), loading_(loading), terms_(*set_, problems_) {}

  std::expected<std::unique_ptr<RuleSet>, std::vector<Problem>> run(const CompileOptions& options) {
    brands();
    rules();
    if (!problems_.empty()) return std::unexpected(std::move(problems_));
    connect();
    fingerprint();
    auto database = LiteralDatabase::compile(terms_.heads(), options.cache_dir);
    if (!database) {
      problems_.push_back({{}, Level::error, "compile", database.error()});
      return std::unexpected(std::move(problems_));
    }
    set_->database = std::move(*database);
    return std::move(set_);
  }

 private:
  void brands() {
    for (const Brand& b : context_.brands) brand(b);
    for (const Pack& pack : packs_.packs)
      for (const Brand& b : pack.brands) brand(b);
  }

  void brand(const Brand& b) {
    const auto index = static_cast<std::uint32_t>(set_->brands.size());
    set_->brand_infos.push_back({b.id, b.name, b.owner});
    set_->brands.push_back({.words = terms_.set_of(b.words),
                            .unless = b.unless.empty() ? none : terms_.set_of(b.unless)});
    for (const std::string& account : b.accounts) set_->accounts.add(account, index);
    add_to_print("brand " + b.id + ' ' + b.name + ' ' + b.owner);
    for (const Term& t : b.words) add_to_print("word " + t.written);
    for (const Term& t : b.unless) add_to_print("unless " + t.written);
    for (const std::string& a : b.accounts) add_to_print("account " + a);
  }

  bool loads(const Rule& rule) const {
    if (rule.status == RuleStatus::retired) return false;
    return rule.status != RuleStatus::draft || loading_ == Loading::proving;
  }

  /// In ascending full id: that order is the RuleIndex.
  void rules() {
    struct Place {
      std::string id;
      const Pack* pack;
      const Rule* rule;
    };
    std::vector<Place> order;
    for (const Pack& pack : packs_.packs) {
      add_to_print("pack " + pack.name + ' ' + std::to_string(pack.version) + ' ' +
                   std::to_string(pack.content_hash));
      for (const TermList& list : pack.terms)
        for (const Term& t : list.entries) add_to_print(list.name + ' ' + t.written);
      for (const Rule& rule : pack.rules)
        if (loads(rule)) order.push_back({pack.name + '/' + rule.id, &pack, &rule});
    }
    std::ranges::sort(order, {}, &Place::id);
    std::vector<NamedRule> named;
    for (const Place& p : order) named.push_back({p.id, p.rule});
    const References references(named);
    refuse_circles(named, references);
    RuleBuilder builder(
        *set_, terms_, problems_,
        [this](std::string_view pack, std::string_view name) { return find_list(pack, name); },
        references);
    for (const Place& p : order) {
      builder.add(*p.pack, *p.rule);
      add_to_print(p.id + ' ' + std::to_string(static_cast<int>(p.rule->status)) + ' ' +
                   std::to_string(p.rule->score) + ' ' +
                   (p.rule->when ? canonical(*p.rule->when) : std::string()));
      for (const Condition& c : p.rule->where) add_to_print(c.written);
    }
    triggers_ = builder.triggers();
    set_->marks.resize(references.mark_count());
  }

  void refuse_circles(std::span<const NamedRule> rules, const References& references) {
    for (const auto& circle : references.circles())
      problems_.push_back({rules[circle.front()].rule->when_place, Level::error, "circle",
                           "this rule waits for itself: " + circle_from(rules, circle, 0) +
                               ": take one of the references away"});
    if (const auto& deep = references.too_deep(); !deep.empty())
      problems_.push_back({rules[deep.front()].rule->when_place, Level::error,
                           "references-too-deep", "this rule waits for too many others"});
  }

  /// Which rules are looked at where a mark is given.
  void connect_marks() {
    std::vector<std::vector<std::uint32_t>> dependents(set_->marks.size());
    for (std::uint32_t r = 0; r < triggers_.size(); ++r)
      for (const std::uint32_t m : triggers_[r].marks)
        if (dependents[m].empty() || dependents[m].back() != r) dependents[m].push_back(r);
    for (std::uint32_t m = 0; m < dependents.size(); ++m) {
      set_->marks[m].dependents = {static_cast<std::uint32_t>(set_->dependents.size()),
                                   static_cast<std::uint32_t>(dependents[m].size())};
      extend(set_->dependents, dependents[m]);
    }
  }

  const TermList* find_list(std::string_view pack, std::string_view name) {
    if (lists_.empty())
      for (const Pack& p : packs_.packs)
        for (const TermList& list : p.terms) lists_.emplace(p.name + '.' + list.name, &list);
    const auto found = lists_.find(std::string(pack) + '.' + std::string(name));
    return found == lists_.end() ? nullptr : found->second;
  }

  void connect() {
    std::size_t sets = terms_.set_count();
    std::vector<std::vector<Triggered>> rules_of(sets);
    std::vector<std::vector<std::uint32_t>> brands_of(sets);
    for (std::uint32_t r = 0; r < triggers_.size(); ++r) {
      const Trigger& t = triggers_[r];
      if (!t.any) set_->always_rules.push_back(r);
      if (t.brand) set_->brand_rules.push_back(r);
      for (const std::uint32_t s : t.sets)
        if (rules_of[s].empty() || rules_of[s].back().rule != r)
          rules_of[s].push_back(triggered(r, s));
    }
    for (std::uint32_t b = 0; b < set_->brands.size(); ++b) {
      brands_of[set_->brands[b].words].push_back(b);
      if (terms_.confirmed_always(set_->brands[b].words)) set_->always_brands.push_back(b);
    }
    connect_marks();
    terms_.finish(rules_of, brands_of);
    // A gate asks only what the scan has told.
    for (Gate& gate : set_->gates)
      for (std::uint32_t* s : {&gate.first, &gate.second})
        if (*s != none && !terms_.all_scanned(*s)) *s = none;
  }

  Triggered triggered(std::uint32_t rule, std::uint32_t set) {
    const Gate& gate = set_->gates[rule];
    for (const std::uint32_t other : {gate.first, gate.second}) {
      if (other == none || other == set) continue;
      const std::string_view needed = terms_.only_literal(other);
      if (needed.empty()) continue;
      return {.rule = rule, .want = want(needed)};
    }
    return {.rule = rule};
  }

  std::uint32_t want(std::string_view text) {
    Want one;
    one.size = static_cast<std::uint8_t>(std::min(text.size(), one.text.size()));
    std::ranges::copy(text.substr(0, one.size), one.text.begin());
    const auto [known, fresh] = want_ids_.try_emplace(
        std::string(one.view()), static_cast<std::uint32_t>(set_->wants.size()));
    if (fresh) set_->wants.push_back(one);
    return known->second;
  }

  void add_to_print(std::string_view text) { print_.append(text).push_back('\n'); }
  void fingerprint() { set_->fingerprint = XXH3_64bits(print_.data(), print_.size()); }

  const LoadedPacks& packs_;
  const RuleContext& context_;
  Loading loading_;
  std::vector<Problem> problems_;
  std::unique_ptr<RuleSet> set_ = std::make_unique<RuleSet>();
  TermBuilder terms_;
  std::vector<Trigger> triggers_;
  std::unordered_map<std::string, const TermList*> lists_;
  std::unordered_map<std::string, std::uint32_t> want_ids_;
  std::string print_;
};

}  // namespace

std::expected<std::unique_ptr<RuleSet>, std::vector<Problem>> compile_set(
    const LoadedPacks& packs, const RuleContext& context, const CompileOptions& options,
    Loading loading) {
  return Compiler(packs, context, loading).run(options);
}

std::expected<RuleBookPtr, std::vector<Problem>> compile(const LoadedPacks& packs,
                                                         const RuleContext& context,
                                                         const CompileOptions& options) {
  auto set = compile_set(packs, context, options, Loading::judging);
  if (!set) return std::unexpected(std::move(set.error()));
  return std::make_shared<const CompiledBook>(std::move(*set));
}

}  // namespace tocsin::rules
