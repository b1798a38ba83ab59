#pragma once
#include <algorithm>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "rules/bounds.h"
#include "rules/references.h"
#include "rules/regex.h"
#include "rules/rule_set.h"
#include "rules/rules.h"

/// The steps of compile(), from packs to a RuleSet.
namespace tocsin::rules {

/// Which rules become part of a set: those that judge posts, or also drafts, to be proved.
enum class Loading : std::uint8_t { judging, proving };

std::expected<std::unique_ptr<RuleSet>, std::vector<Problem>> compile_set(
    const LoadedPacks& packs, const RuleContext& context, const CompileOptions& options,
    Loading loading);

/// Turns terms into atoms and literals, each once however often it is written.
class TermBuilder {
 public:
  TermBuilder(RuleSet& set, std::vector<Problem>& problems) : set_(set), problems_(problems) {}

  /// The set of these terms.
  std::uint32_t set_of(std::span<const Term> terms);
  std::uint32_t name(std::string_view name);
  /// A term for one field's text; fills `pattern` or `regex`.
  void for_field(const Term& term, CompiledCondition& condition);
  /// How seldom a set is found in ordinary posts, by the length of its shortest literal; 0 where
  /// no literal tells.
  double rarity(std::uint32_t set) const { return rarity_[set]; }

  /// Writes the flat arrays; `rules_of` and `brands_of` by set.
  void finish(const std::vector<std::vector<Triggered>>& rules_of,
              const std::vector<std::vector<std::uint32_t>>& brands_of);
  /// Whether no literal tells if a post may hold the set.
  bool confirmed_always(std::uint32_t set) const {
    return std::ranges::any_of(atoms_of_set_[set],
                               [&](std::uint32_t a) { return set_.atoms[a].always; });
  }
  std::size_t set_count() const { return atoms_of_set_.size(); }
  /// The one literal that stands in every folded text in which the set is found; empty: there is
  /// no such one.
  std::string_view only_literal(std::uint32_t set) const;
  /// After finish(): whether a scan finds all of the set's terms.
  bool all_scanned(std::uint32_t set) const;
  /// After finish(): the texts to scan for, by number of RuleSet::heads.
  const std::vector<std::string>& heads() const { return heads_; }

 private:
  std::vector<std::uint32_t> atoms_of(const Term& term);
  std::optional<Regex> compiled(const Term& term);
  std::vector<std::uint32_t> regex_atoms(const Term& term);
  std::uint32_t atom(const TermPattern& pattern);
  void list_tag(const TermPattern& pattern, std::uint32_t atom);
  std::uint32_t literal(const std::string& text);
  void find_by(std::uint32_t atom, const std::string& literal_text);
  void choose_scanned(const std::vector<bool>& triggers);
  void add_literal(std::uint32_t literal, const std::vector<bool>& triggers);
  Few wants_of(std::uint32_t literal, const std::vector<std::vector<Triggered>>& rules_of,
               const std::vector<std::vector<std::uint32_t>>& brands_of);
  void scan_for(const std::vector<std::string>& literals);
  void problem(const Place& place, std::string lint, std::string text);

  RuleSet& set_;
  std::vector<Problem>& problems_;
  RegexBudget regexes_{bounds::regex_steps};
  std::vector<std::string> literals_;
  std::vector<std::string> heads_;
  std::vector<bool> in_database_;    ///< by literal
  std::vector<LiteralEdges> edges_;  ///< by number of RuleSet::literals
  std::vector<bool> triggers_;       ///< likewise: some rule or brand begins with it
  std::vector<std::vector<std::uint32_t>> atoms_of_literal_;
  std::vector<std::vector<std::uint32_t>> literals_of_atom_;
  std::vector<std::vector<std::uint32_t>> atoms_of_set_;
  std::vector<double> rarity_;
  std::unordered_map<std::string, std::uint32_t> literal_ids_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> atoms_by_term_;
  std::unordered_map<std::string, std::uint32_t> atoms_by_pattern_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> set_ids_;
  std::unordered_map<std::string, std::uint32_t> name_ids_;
};

/// What a rule begins with: it can match only where one of these sets does, or a brand is spoken
/// of.
struct Trigger {
  bool any = false;  ///< false: it could match any post
  bool brand = false;
  double rarity = 0;
  std::vector<std::uint32_t> sets;
  std::vector<std::uint32_t> marks;
};

/// Turns one pack's rules into nodes and conditions.
class RuleBuilder {
 public:
  /// Finds a term list by pack and name; null where there is none.
  using FindList = std::function<const TermList*(std::string_view pack, std::string_view name)>;
  RuleBuilder(RuleSet& set, TermBuilder& terms, std::vector<Problem>& problems, FindList find,
              const References& references)
      : set_(set),
        terms_(terms),
        problems_(problems),
        find_(std::move(find)),
        references_(references) {}

  void add(const Pack& pack, const Rule& rule);
  const std::vector<Trigger>& triggers() const { return triggers_; }

 private:
  std::uint32_t node(const Pack& pack, const Expr& expr);
  bool asks_late(std::uint32_t node) const;
  void collect_early(std::uint32_t node);
  void refer(const Rule& rule, CompiledRule& out);
  std::uint32_t near(const Pack& pack, const Expr& expr, const Node& made);
  std::uint32_t push(const Node& made, const Expr& expr, std::span<const std::uint32_t> operands);
  std::uint32_t brand_named(const Expr& expr);
  Trigger trigger(std::uint32_t node) const;
  Trigger best_of(Slice children) const;
  Trigger any_of(Slice children, int needed) const;
  void gate(std::uint32_t node, Gate& out) const;
  void conditions(const Rule& rule, CompiledRule& out);
  CompiledCondition condition(const Condition& written);
  RuleInfo info(const Pack& pack, const Rule& rule) const;
  void problem(const Place& place, std::string lint, std::string text);

  RuleSet& set_;
  TermBuilder& terms_;
  std::vector<Problem>& problems_;
  FindList find_;
  const References& references_;
  const Rule* rule_ = nullptr;  ///< the one that is being built
  std::vector<Trigger> triggers_;
  std::vector<std::uint32_t> brands_named_;
  bool names_brand_ = false;
};

}  // namespace tocsin::rules
