#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/rule_book.h"
#include "rules/evaluate_post.h"

namespace tocsin::rules {

/// A field of a post, as conditions see it: not known, or of one of the types.
struct FieldValue {
  bool known = false;
  std::string_view text;
  double number = 0;
  bool truth = false;
  std::vector<std::string_view> list;
};
FieldValue value_of(Field field, PostFacts& facts, const RuleSet& rules);
/// customer.* and history.*
FieldValue late_value_of(Field field, const HistoryFacts& facts);
/// For people: `120`, `true`, `[a, b]`, `unknown`.
std::string shown(const FieldValue& value, FieldType type);

/// Judges rules over one post.
///
/// Threads    One a matcher; borrows the facts.
class Evaluation {
 public:
  Evaluation(const RuleSet& rules, PostFacts& facts) : rules_(rules), facts_(facts) {}

  /// Languages, conditions that need no state, and `when`.
  bool holds(std::uint32_t rule);
  /// The same of a rule that may refer to others or be judged late; those that it asks were
  /// decided before. `early`: what holds_late() needs.
  Truth truth(std::uint32_t rule, std::uint64_t& early);
  /// Where the terms of a rule that holds matched: by place, each once, at most
  /// bounds::spans_per_finding. Words of brands that overlap (`@acme.com`, `acme.com`) are one.
  void spans(std::uint32_t rule, std::vector<Span>& out);
  /// For people: the clause for which a rule does not hold; empty where it does.
  std::string failing_clause(std::uint32_t rule);

  bool language_fits(const CompiledRule& rule) const;
  bool condition(const CompiledCondition& condition);

  /// For explanations: a part of `when`, how often a count's operand matches without overlap, and
  /// all places of a NEAR's operand.
  bool holds_at(std::uint32_t node) { return this->node(node); }
  int count_of(const Node& node);
  void operand(std::uint32_t node, std::vector<Occurrence>& out);

 private:
  bool node(std::uint32_t node);
  bool at_least(const Node& node);
  using Places = std::vector<Occurrence>;
  /// The occurrences that take part in a NEAR chain, by operand, until the next call; empty where
  /// it does not hold. Operands are no chains themselves.
  std::span<const Places> chain(const Node& node);
  void keep_near(const Places& anchors, Places& some, const Link& link, bool anchors_first);
  bool near_one(const Occurrence& one, const Places& by_begin, const Places& by_end,
                const Link& link, bool others_first);
  void collect(std::uint32_t node);
  void collect_all(std::uint32_t name, std::span<const Occurrence> places);
  void join_brands();
  std::string why_not(std::uint32_t node);

  const RuleSet& rules_;
  PostFacts& facts_;
  std::vector<Span> collected_;
  std::vector<Places> parts_;  ///< of chain()
  Places by_begin_, by_end_;   ///< of keep_near()
};

/// One of the conditions that are judged with state.
bool holds_late_one(const RuleSet& rules, const CompiledCondition& condition,
                    const HistoryFacts& facts);
/// Its conditions that are.
bool holds_late(const RuleSet& rules, std::uint32_t rule, const HistoryFacts& facts);
/// All of a rule that is judged late: conditions, and references to rules that are.
bool holds_with_state(const RuleSet& rules, const Match& match, const HistoryFacts& facts,
                      std::span<const RuleIndex> held);

}  // namespace tocsin::rules
