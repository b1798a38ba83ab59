#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/post.h"
#include "rules/fold.h"
#include "rules/rule_set.h"
#include "rules/tags.h"

namespace tocsin::rules {

/// A term's match in the post at hand.
struct Occurrence {
  Stretch folded;
  Stretch original = {none, none};  ///< none: not looked up yet
  /// False: the source's list names it, but nobody knows where in the text.
  bool placed = true;
};

/// Hears what running a term's patterns took, atom by atom (rules/profile.h).
class TermClock {
 public:
  virtual ~TermClock() = default;
  virtual void asked(std::uint32_t atom, std::uint64_t ns) = 0;
};

/// What is known of the post at hand: which terms occur where, what may be looked at, which brands
/// it speaks of. What costs (URLs, words, offsets, regexes) is found when first asked for.
///
/// Threads    One a matcher. Borrows the post and its folded text until the next begin().
/// Cost       Nothing is allocated once its arrays have grown.
class PostFacts {
 public:
  explicit PostFacts(const RuleSet& rules);

  void begin(const PostView& post, std::string_view folded, bool same_offsets);

  /// Asks for what literal() will read of these literals, since it is seldom in the cache: one
  /// step after the other, with other posts between them.
  template <class Hits>
  void expect_literals(const Hits& hits) const;
  template <class Hits>
  void expect_atoms(const Hits& hits) const;
  template <class Hits>
  void expect_sets(const Hits& hits) const;
  /// A literal stands at `at` of the folded text: takes in what it makes of each of its atoms.
  void literal(std::uint32_t literal, std::uint32_t at);
  /// Tags that the source lists.
  void listed_tags();
  /// Makes every brand and rule a candidate that needs no literal.
  void always();
  /// Settles which brands the post speaks of. `forced`: of this one too (an example).
  void settle_brands(std::uint32_t forced = none);

  const PostView& post() const { return *post_; }
  std::string_view folded() const { return folded_; }
  /// Rules that may match, each once, in no order.
  std::vector<std::uint32_t>& candidates() { return candidates_; }

  bool present(std::uint32_t set);
  /// Every occurrence, by begin.
  std::span<const Occurrence> occurrences(std::uint32_t set);

  /// A rule that matches, or may: its marks are given, and who asks for them is a candidate.
  /// `spans` are where its terms stand.
  void give(std::uint32_t rule, Truth truth, std::span<const Span> spans);
  Truth mark(std::uint32_t mark) const;
  /// Appends where the terms of the mark's givers stand.
  void spans_of(std::uint32_t mark, std::vector<Span>& out) const;

  bool speaks_of(std::uint32_t brand) const;  ///< none: of any
  std::uint64_t brands() const { return brand_bits_; }
  const std::vector<std::uint32_t>& brand_list() const { return spoken_; }
  /// Where it speaks of it (none: of any), by begin.
  std::span<const Occurrence> brand_occurrences(std::uint32_t brand);

  /// At most so many words stand between the two places.
  bool within(std::uint32_t end, std::uint32_t begin, int words);
  const std::vector<Stretch>& words();
  const std::vector<Stretch>& urls();
  bool in_url(Stretch original);

  /// Whether a set may be in the post: the cheap question, before the right one.
  bool maybe_present(std::uint32_t set) const { return sets_[set].epoch == epoch_; }
  Stretch original_of(const Occurrence& o) {
    return o.original.begin == none ? to_original(o.folded) : o.original;
  }
  /// Null: nobody wants to know, which costs nothing.
  void time_terms(TermClock* clock) { clock_ = clock; }
  Stretch to_original(Stretch folded);
  Stretch to_folded(Stretch original);

 private:
  struct SetState {
    std::uint32_t epoch = 0;
    std::uint32_t head = none;
    std::uint32_t sorted_first = none;
    std::uint32_t sorted_count = 0;
    bool asked = false;
  };
  struct MarkState {
    std::uint32_t epoch = 0;
    Truth truth = Truth::no;
  };
  struct Given {
    std::uint32_t rule = 0;
    Slice spans;
  };
  struct Item {
    Occurrence occurrence;
    std::uint32_t next = none;
  };

  void atom(std::uint32_t atom, std::uint32_t at);
  void look_for(std::uint32_t atom);
  void found(const Atom& atom, Stretch folded);
  void found(const Atom& atom, const Occurrence& occurrence);
  void possible(std::uint32_t atom);
  void mention_at(const Atom& atom, std::uint32_t at);
  void listed(const std::vector<std::uint32_t>& atoms, std::span<const Stretch> places);
  void listed_tag(char sign, std::string_view name, Stretch said);
  /// Where a listed tag stands in the text: where its source says, else where it is found; until
  /// the next call.
  std::span<const Stretch> tag_places(char sign, std::string_view name, Stretch said);
  void ask(std::uint32_t atom);
  void confirm(std::uint32_t atom);
  void ask_all(std::uint32_t set);
  SetState& state(std::uint32_t set);
  void touch(const TermSet& set);
  void candidate(std::uint32_t rule);
  void spoken(std::uint32_t brand);
  void account_mentions();
  void written_accounts();
  void need_offsets();

  void run(std::uint32_t atom);

  const RuleSet& rules_;
  TermClock* clock_ = nullptr;
  const PostView* post_ = nullptr;
  std::string_view folded_;
  bool same_offsets_ = true;
  std::uint32_t epoch_ = 0;
  std::vector<SetState> sets_;
  std::vector<Item> items_;
  std::vector<Occurrence> sorted_;
  std::vector<std::uint32_t> rule_epoch_;
  std::vector<std::uint32_t> possible_epoch_;  ///< by atom
  std::vector<std::uint32_t> asked_epoch_;     ///< by atom
  std::vector<std::uint32_t> candidates_;
  std::vector<MarkState> marks_;
  std::vector<Given> given_;
  std::vector<Span> given_spans_;
  std::vector<std::uint32_t> brand_epoch_;
  std::vector<std::uint32_t> maybe_brands_;
  std::vector<std::uint32_t> spoken_;
  std::vector<std::pair<std::uint32_t, Occurrence>> account_places_;
  std::vector<Occurrence> brand_places_;
  std::uint64_t brand_bits_ = 0;
  bool have_offsets_ = false, have_words_ = false, have_urls_ = false;
  FoldOffsets offsets_;
  std::string offsets_text_;
  std::string tag_;
  std::vector<Tag> tags_;
  std::vector<Stretch> tag_places_;
  std::vector<Stretch> words_;
  std::vector<Stretch> urls_;
  std::vector<Stretch> regex_found_;
};

template <class Hits>
void PostFacts::expect_literals(const Hits& hits) const {
  for (const auto& hit : hits) __builtin_prefetch(&rules_.literals[hit.literal]);
}

template <class Hits>
void PostFacts::expect_atoms(const Hits& hits) const {
  for (const auto& hit : hits)
    if (const Few f = rules_.literals[hit.literal].atoms; f.count == 1)
      __builtin_prefetch(&rules_.atoms[f.first]);
}

template <class Hits>
void PostFacts::expect_sets(const Hits& hits) const {
  for (const auto& hit : hits)
    if (const Few f = rules_.literals[hit.literal].atoms; f.count == 1) {
      const Few sets = rules_.atoms[f.first].sets;
      if (sets.count != 1) continue;
      __builtin_prefetch(&sets_[sets.first]);
      __builtin_prefetch(&rules_.sets[sets.first]);
    }
}

/// Of ASCII letters only their case may differ.
inline bool equal_ascii(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return (x | 0x20) == (y | 0x20); });
}

/// URLs in original text: from `scheme://` or `www.`, or a host (of a top level that people link
/// to) with a path, to white space,
/// without closing punctuation.
void find_urls(std::string_view text, std::vector<Stretch>& urls);

}  // namespace tocsin::rules
