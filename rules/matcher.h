#pragma once
#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/rule_book.h"
#include "engine/wire_decoder.h"
#include "rules/evaluate.h"
#include "rules/fold.h"
#include "rules/rule_set.h"

namespace tocsin::rules {

class Matcher;

/// The RuleBook that compile() makes.
class CompiledBook final : public RuleBook {
 public:
  explicit CompiledBook(std::unique_ptr<const RuleSet> set);
  ~CompiledBook() override;

  std::span<const RuleInfo> rules() const override { return set_->infos; }
  std::span<const BrandInfo> brands() const override { return set_->brand_infos; }
  std::string_view term_name(std::uint32_t term) const override {
    return set_->term_names.at(term);
  }
  std::unique_ptr<RuleMatcher> matcher() const override;
  bool holds_with(const Match& match, const HistoryFacts& facts,
                  std::span<const RuleIndex> held) const override;
  NearText near_text(const PostView& post) const override;
  std::vector<TestedField> tested(RuleIndex rule, const PostView& post,
                                  const HistoryFacts& facts) const override;
  std::uint64_t fingerprint() const override { return set_->fingerprint; }
  const RuleSet& set() const { return *set_; }

 private:
  std::unique_ptr<const RuleSet> set_;
  // A matcher is as large as the rule set: one is kept for all findings that are told.
  mutable std::mutex tester_mutex_;
  mutable std::unique_ptr<Matcher> tester_;
};

/// Finds what a book's rules say of posts: folds up to `batch` behind one another, scans them at
/// once, and looks only at those where a literal stands that some rule begins with.
///
/// Threads    One a reader. Borrows the rule set.
/// Cost       bench/bench_match.cpp.
class Matcher final : public RuleMatcher {
 public:
  explicit Matcher(const RuleSet& rules);
  [[nodiscard]] bool match(std::span<const PostView* const> posts, Matches& out) override;

  /// For examples: looks at one post, which is taken to speak of the brand (none: of those that it
  /// names itself). False: it could not be scanned.
  [[nodiscard]] bool look_at(const PostView& post, std::uint32_t brand);
  /// After look_at(): which rules match, as match() says it.
  void decide(Matches& out);
  PostFacts& facts() { return facts_; }
  Evaluation& evaluation() { return evaluation_; }

 private:
  friend class MatcherMeter;  ///< rules/profile.cpp: the same, under a clock
  /// As many as a reader brings.
  static constexpr std::size_t batch = WireDecoder::width;
  /// What the scan found, as it says it.
  struct HeadHit {
    std::uint32_t head = 0;
    std::uint32_t end = 0;
  };
  struct Hit {
    std::uint32_t literal = 0;
    std::uint32_t end = 0;  ///< in the folded batch
    std::uint16_t size = 0;
    bool triggers = false;
  };
  using Hits = std::span<const Hit>;
  /// A post of the batch at hand with what the scan found in it.
  struct Found {
    Hits hits;
    bool look = false;
  };
  static int on_head(unsigned head, unsigned long long from, unsigned long long end, unsigned flags,
                     void* self);

  /// A head that ends there is a hit where its tail stands behind it and its edges are clear.
  void finish(std::uint32_t head_end, const LiteralTail& tail);
  [[nodiscard]] bool scan(std::span<const PostView* const> posts);
  /// Parts the hits by post, and tells which posts a rule may begin with.
  void part(std::span<const PostView* const> posts);
  void judge(const PostView& post, std::uint32_t number, const FoldBuffer::Folded& place,
             const Found& found, Matches& out);
  void add(std::uint32_t rule, std::uint64_t early, Matches& out);
  void decide_in_order(Matches& out);
  bool begins(const Hit& hit, std::string_view folded) const;
  bool lists_something(const PostView& post) const;
  void gather(const PostView& post, const FoldBuffer::Folded& place, Hits hits,
              std::uint32_t brand);
  std::uint64_t brands_of(std::uint32_t rule) const;

  const RuleSet& rules_;
  LiteralDatabase::Scratch scratch_;
  FoldBuffer text_;
  std::array<FoldBuffer::Folded, batch> places_{};
  std::vector<HeadHit> heads_;
  std::vector<Hit> hits_;
  std::array<Found, batch> found_;
  PostFacts facts_;
  Evaluation evaluation_;
  bool every_post_ = false;
  bool has_tags_ = false;
};

}  // namespace tocsin::rules
