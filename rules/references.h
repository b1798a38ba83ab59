#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/pack.h"

/// `rule:` and `signal:` in `when`: who waits for whom.
namespace tocsin::rules {

/// A rule with its full id.
struct NamedRule {
  std::string id;
  const Rule* rule = nullptr;
};

/// What every reference of some rules stands for, and an order in which each rule comes behind
/// those that it asks.
///
/// A *mark* is what a reference asks for: set on a post by each of its givers. `rule:x` is given
/// by x. `signal:s` is given by every other rule of that signal; to a live rule only by live ones,
/// since what a shadow rule finds must raise nothing.
///
/// Threads    Immutable once made. Borrows the rules.
/// Cost       Linear in the rules and in what they refer to.
class References {
 public:
  /// Places in `rules` are how rules are named below.
  explicit References(std::span<const NamedRule> rules);

  /// The mark that a reference in `asker`'s `when` asks for.
  std::uint32_t mark(const Expr& reference, const Rule& asker) const;
  std::size_t mark_count() const { return givers_.size(); }
  /// Who gives a mark; nobody where the rule is not among these.
  std::span<const std::uint32_t> givers(std::uint32_t mark) const { return givers_[mark]; }
  /// Marks that a rule gives, ascending.
  std::span<const std::uint32_t> given_by(std::uint32_t rule) const { return given_[rule]; }
  /// 0: asks nobody; else one more than the highest that it asks.
  std::uint32_t rank(std::uint32_t rule) const { return ranks_[rule]; }
  /// Whether it is judged with state: by its conditions or windows, or since it asks such a rule.
  bool is_late(std::uint32_t rule) const { return late_[rule]; }
  bool is_late_mark(std::uint32_t mark) const;

  /// Rules that wait for themselves: circles of them, the first 16, each once.
  const std::vector<std::vector<std::uint32_t>>& circles() const { return circles_; }
  /// Rules of which each waits for the next, more than bounds::reference_depth; empty: none do.
  const std::vector<std::uint32_t>& too_deep() const { return too_deep_; }

 private:
  void collect(const Expr& expr, std::uint32_t asker);
  void find_givers();
  void visit(std::uint32_t rule);
  static std::string key(const Expr& reference, const Rule& asker);

  enum class Visit : std::uint8_t { fresh, open, done };
  std::span<const NamedRule> rules_;
  std::map<std::string, std::uint32_t> marks_;
  std::vector<bool> by_signal_;  ///< by mark
  std::vector<std::vector<std::uint32_t>> givers_;
  std::vector<std::vector<std::uint32_t>> given_;
  std::vector<std::vector<std::uint32_t>> asked_;  ///< marks, by rule
  std::vector<std::uint32_t> ranks_;
  std::vector<bool> late_;
  std::vector<Visit> visits_;
  std::vector<std::uint32_t> path_;
  std::vector<std::vector<std::uint32_t>> circles_;
  std::vector<std::uint32_t> too_deep_;
};

/// The circle as a person reads it, from one of its rules on: `a/x → a/y → a/x`.
std::string circle_from(std::span<const NamedRule> rules, std::span<const std::uint32_t> circle,
                        std::size_t first);

}  // namespace tocsin::rules
