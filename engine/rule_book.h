#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/post.h"

namespace tocsin {

enum class Severity : std::uint8_t { info, low, medium, high, critical };
enum class RuleStatus : std::uint8_t { draft, shadow, live, retired };
std::string_view name_of(Severity severity);
std::string_view name_of(RuleStatus status);
std::optional<Severity> severity_named(std::string_view name);

/// A rule's or brand's place in its RuleBook. Means nothing in another book.
enum class RuleIndex : std::uint32_t {};
enum class BrandIndex : std::uint32_t {};

/// What `limit: N per WHAT per TIME` counts by.
enum class LimitBy : std::uint8_t { author, conversation, brand, text, rule };

struct RuleLimit {
  std::uint32_t count = 1;
  LimitBy by = LimitBy::author;
  Micros within{};
};

/// `repeat`, `surge` and `distinct`: a rule's matches over many posts.
enum class WindowKind : std::uint8_t { repeat, surge, distinct };
std::string_view name_of(WindowKind kind);

/// All of a rule's windows must hold before it finds anything.
struct RuleWindow {
  WindowKind kind = WindowKind::repeat;
  LimitBy same = LimitBy::author;
  double over = 0;  ///< surge: so many times the usual rate
  std::uint32_t at_least = 0;
  Micros within{};
};

/// What the judge and the desk need to know of a loaded rule.
struct RuleInfo {
  std::string id;  ///< full: `telecom/churn-threat`
  std::string title;
  std::string owner;
  std::string signal;
  int pack_version = 0;
  Severity severity = Severity::low;
  int score = 0;
  RuleStatus status = RuleStatus::live;
  std::optional<RuleLimit> limit;
  std::vector<RuleWindow> windows;
  /// It is judged late: by its conditions or windows, or since it asks a rule that is.
  bool needs_state = false;
  bool needs_history = false;   ///< has `customer.*` or `history.*` conditions
  std::uint32_t rank = 0;       ///< above that of every rule that it asks: the order to judge in
  bool asks_for_brand = false;  ///< `when` or `where` names `brand`
};

struct BrandInfo {
  std::string id;
  std::string name;
  std::string owner;
};

/// A stretch of the original text (bytes) that a term of a rule matched.
struct Span {
  std::uint32_t term = 0;  ///< RuleBook::term_name
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// One rule on one version of one post, as the matcher saw it. With `needs_state` rules it is
/// not yet final: RuleBook::holds_with decides.
struct Match {
  RuleIndex rule{};
  std::uint64_t brands = 0;  ///< bit i: BrandIndex i is one that it is about (bounds::brands)
  std::uint32_t first_span = 0;
  std::uint32_t span_count = 0;
  std::uint64_t early = 0;  ///< what its book needs to judge it late
};

/// A text as near-identical texts are told by it (rules/near_text.h).
struct NearText {
  std::uint64_t print = 0;
  bool exact = false;  ///< too short to be compared but as a whole
};

/// Who speaks, as a customer of ours; what is not known is empty.
struct CustomerFacts {
  bool known = false;
  std::string_view segment{};
  std::optional<double> since_days{};
  std::optional<double> spend{};
};

/// What is known of who speaks, when a post is judged: before this post.
struct HistoryFacts {
  std::int64_t posts_30d = 0;
  std::int64_t complaints_30d = 0;
  std::int64_t open_cases = 0;
  CustomerFacts customer{};  ///< only of examples as yet: there is no list of customers
};

/// A field that a rule tested, and what it held: for people.
struct TestedField {
  std::string field;
  std::string value;
};

/// What the matcher found in one post.
struct PostMatches {
  std::uint32_t post = 0;         ///< index in the span given to match()
  std::uint64_t brands = 0;       ///< of which configured brands it speaks
  bool ours = false;              ///< written by an account of one of our brands
  std::uint32_t first_match = 0;  ///< in Matches::matches
  std::uint32_t match_count = 0;
};

/// The result of match(): only posts with a match, a configured brand, or by us are in it, in
/// ascending `post`, with matches in ascending order of the rule's full id.
struct Matches {
  std::vector<PostMatches> posts;
  std::vector<Match> matches;
  std::vector<Span> spans;
  void clear() {
    posts.clear();
    matches.clear();
    spans.clear();
  }
};

/// One thread's matcher over an immutable rule set.
///
/// Threads    One a reader; not shared. Its book must outlive it.
/// Errors     A scan that could not be done is not "no match": match() answers false, and what it
///            put out means nothing. The reader then tries each post by itself.
/// Cost       One virtual call a micro-batch; nothing allocated for posts without a match.
class RuleMatcher {
 public:
  virtual ~RuleMatcher() = default;
  /// By pointer, since decoders keep views inside their frames: nothing is copied to be scanned.
  [[nodiscard]] virtual bool match(std::span<const PostView* const> posts, Matches& out) = 0;
};

/// An immutable, compiled set of rules and brands.
///
/// Threads    Shared by all; const. Held by shared_ptr: a batch is judged with the book that it
///            was read with.
class RuleBook {
 public:
  virtual ~RuleBook() = default;
  virtual std::span<const RuleInfo> rules() const = 0;    ///< by RuleIndex, ascending full id
  virtual std::span<const BrandInfo> brands() const = 0;  ///< by BrandIndex; empty: none configured
  virtual std::string_view term_name(std::uint32_t term) const = 0;
  virtual std::unique_ptr<RuleMatcher> matcher() const = 0;
  /// What is judged late of a `needs_state` rule, its windows aside. `held`: the rules of lower
  /// RuleInfo::rank that hold for this post.
  virtual bool holds_with(const Match& match, const HistoryFacts& facts,
                          std::span<const RuleIndex> held) const = 0;
  /// For windows over near-identical texts.
  virtual NearText near_text(const PostView& post) const = 0;
  /// The field conditions of a rule with the values that this post gave them.
  virtual std::vector<TestedField> tested(RuleIndex rule, const PostView& post,
                                          const HistoryFacts& facts) const = 0;
  /// Hash over every rule, term and brand: equal sets have equal fingerprints.
  virtual std::uint64_t fingerprint() const = 0;

  const RuleInfo& info(RuleIndex i) const { return rules()[static_cast<std::uint32_t>(i)]; }
};

using RuleBookPtr = std::shared_ptr<const RuleBook>;

}  // namespace tocsin
