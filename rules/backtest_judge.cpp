#include "rules/backtest_judge.h"

#include <algorithm>

#include "engine/judge/history.h"

namespace tocsin::rules {

PastJudge::PastJudge(const RuleBook& book, Instant first)
    : book_(book), now_(first), forgot_(first) {
  windows_.begin(book, first);
  remembers_ = std::ranges::any_of(book.rules(), &RuleInfo::needs_history);
}

std::span<const PastVerdict> PastJudge::judge(const PastHit& hit, const PastMatches& set,
                                              std::span<const Match> matches) {
  verdicts_.assign(matches.size(), {});
  now_ = std::max(now_, hit.at);
  forget(now_);
  if (set.ours) return verdicts_;
  LatePost late;
  late.key = hit.key;
  late.brands = set.brands;
  late.at = hit.at;
  late.now = now_;
  if (remembers_) late.history = facts_of(authors_[static_cast<std::uint64_t>(hit.author)], hit.at);
  seen_ = {hit.key, hit.author, hit.conversation, {}, hit.near, hit.at, now_, hit.repost, false};
  late.known = &seen_;
  const auto verdicts = late_.judge(book_, matches, late);
  bool complaint = false, raises = false;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (!verdicts[i].holds) continue;
    const RuleInfo& rule = book_.info(matches[i].rule);
    auto& verdict = verdicts_[i];
    verdict.found = true;
    complaint = complaint || rule.signal == "complaint" || rule.signal == "churn";
    if (hit.repost) continue;
    verdict.limited = !allowed(rule, hit, set);
    verdict.raises = !verdict.limited;
    raises = raises || verdict.raises;
  }
  if (remembers_) remember(hit, complaint, raises);
  return verdicts_;
}

bool PastJudge::allowed(const RuleInfo& rule, const PastHit& hit, const PastMatches& set) {
  if (!rule.limit) return true;
  const auto brands = brand_names(book_, set.brands);
  const LimitPost counted{hit.author, hit.conversation, hit.text_hash, brands};
  return limits_.allow(rule.id, *rule.limit, subject_of(*rule.limit, counted), hit.at);
}

void PastJudge::remember(const PastHit& hit, bool complaint, bool raises) {
  AuthorState& author = authors_[static_cast<std::uint64_t>(hit.author)];
  count_post(author, hit.at, complaint);
  const auto of =
      static_cast<std::uint64_t>(hit.conversation) * 31 + static_cast<std::uint64_t>(hit.author);
  if (raises && cases_.insert(of).second) ++author.open_cases;
}

/// As a commit does: what has ended goes, and nobody wants to know what changed.
void PastJudge::forget(Instant now) {
  constexpr std::chrono::minutes every{10};
  if (now < forgot_ + every) return;
  forgot_ = now;
  windows_.expire(now);
  limits_.state().expire(now);
  std::vector<std::pair<std::string, std::string>> changed;
  windows_.take_changed(changed);
  limits_.state().take_changed(changed);
}

}  // namespace tocsin::rules
