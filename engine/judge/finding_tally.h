#pragma once
#include <cstdint>
#include <vector>

#include "engine/commit.h"
#include "engine/rule_book.h"

namespace tocsin {

/// Findings of each rule, by hour of stream time, until they go into a commit's rollups.
///
/// Threads    Unsafe; the judge owns it.
/// Cost       count(): an increment; names are written only for rules that matched.
class FindingTally {
 public:
  void count(const RuleBookPtr& book, RuleIndex rule, Instant now) {
    const auto hour = std::chrono::floor<std::chrono::hours>(now).time_since_epoch().count();
    if (book != book_ || hour != hour_) {
      close();
      book_ = book;
      hour_ = hour;
      counts_.assign(book->rules().size(), 0);
    }
    auto& n = counts_[static_cast<std::uint32_t>(rule)];
    if (n++ == 0) counted_.push_back(rule);
  }
  /// Appends what was counted since the last call, as `findings/<rule>`.
  void take(std::vector<RollupAdd>& out) {
    close();
    out.insert(out.end(), closed_.begin(), closed_.end());
    closed_.clear();
  }

 private:
  void close() {
    for (const auto rule : counted_) {
      auto& n = counts_[static_cast<std::uint32_t>(rule)];
      closed_.push_back({"findings/" + book_->info(rule).id, hour_, n});
      n = 0;
    }
    counted_.clear();
  }

  RuleBookPtr book_;
  std::int64_t hour_ = 0;
  std::vector<std::uint32_t> counts_;
  std::vector<RuleIndex> counted_;
  std::vector<RollupAdd> closed_;
};

}  // namespace tocsin
