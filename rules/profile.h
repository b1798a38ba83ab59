#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/rule_book.h"

/// What rules and terms cost, measured on posts as they come.
namespace tocsin::rules {

/// Of a rule: how often it was looked at, and what that took. A term that several rules share is
/// paid for by the first that asks for it.
struct RuleCost {
  std::uint64_t looks = 0;
  std::uint64_t finds = 0;
  std::uint64_t ns = 0;
};

/// Of a term: its places in texts, and what they took: taking in what the scan found, and running
/// patterns that no scan can decide.
struct TermCost {
  std::string name;  ///< as a finding calls it
  std::string rule;  ///< the first that asks for it
  std::uint64_t hits = 0;
  std::uint64_t ns = 0;
};

struct CostSum {
  std::uint64_t posts = 0;
  std::uint64_t scan_ns = 0;    ///< folding and searching, for all rules together
  std::uint64_t all_ns = 0;     ///< with all that follows
  std::vector<RuleCost> rules;  ///< by RuleIndex
  std::vector<TermCost> terms;  ///< that cost something; the dearest first
};

/// Matches posts as RuleMatcher does, rule by rule under a clock, and keeps nothing but the times.
///
/// Threads    Unsafe to share. The book must outlive it.
/// Cost       Two to four times that of matching.
class CostMeter {
 public:
  virtual ~CostMeter() = default;
  /// False: the text could not be searched.
  [[nodiscard]] virtual bool measure(std::span<const PostView* const> posts) = 0;
  virtual CostSum sum() const = 0;
  virtual std::uint64_t posts() const = 0;
  virtual const RuleCost& of(RuleIndex rule) const = 0;
};

/// Null where the book is not one that compile() made.
std::unique_ptr<CostMeter> cost_meter(const RuleBook& book);

}  // namespace tocsin::rules
