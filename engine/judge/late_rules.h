#pragma once
#include <span>
#include <vector>

#include "engine/judge/windows.h"

namespace tocsin {

/// What is known of a post when its late rules are judged.
struct LatePost {
  const PostView* post = nullptr;
  PostKey key{};
  std::uint64_t brands = 0;
  HistoryFacts history;
  Instant at{};                                  ///< stream time at which it counts
  Instant now{};                                 ///< stream time
  bool again = false;                            ///< another version of a post that was counted
  std::span<const std::uint64_t> held_before{};  ///< rules whose windows held for it then
  /// What windows look at, its brands aside, where it is known without the post (back-tests).
  const WindowPost* known = nullptr;
};

/// Whether a match is a finding, and what its windows saw.
struct Verdict {
  bool holds = true;
  std::vector<TestedField> said;
};

/// Decides about one post's matches what the matcher could not: conditions on history, windows, and
/// references to rules that have such; each rule behind those that it asks.
///
/// Threads    Unsafe; the judge owns it.
/// Cost       Looked at only for posts that match a `needs_state` rule.
class LateRules {
 public:
  explicit LateRules(Windows& windows) : windows_(windows) {}
  /// By match, in their order; valid until the next call.
  std::span<const Verdict> judge(const RuleBook& book, std::span<const Match> matches,
                                 const LatePost& post);

 private:
  bool holds(const RuleBook& book, const Match& match, const LatePost& post, Verdict& out);
  const WindowPost& window_post(const RuleBook& book, const Match& match, const LatePost& post);

  Windows& windows_;
  std::vector<Verdict> verdicts_;
  std::vector<std::size_t> late_;  ///< places of matches
  std::vector<RuleIndex> held_;
  WindowPost seen_;
  bool has_text_ = false;
};

/// The names of the brands in a mask; `default` where there is none.
std::vector<std::string_view> brand_names(const RuleBook& book, std::uint64_t mask);

/// The post's conversation; a post without one is its own root.
std::string_view conversation_of(const PostView& post);

}  // namespace tocsin
