#include "engine/judge/late_rules.h"

#include <algorithm>

namespace tocsin {

std::vector<std::string_view> brand_names(const RuleBook& book, std::uint64_t mask) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < book.brands().size() && i < 64; ++i)
    if (mask >> i & 1) names.push_back(book.brands()[i].id);
  if (names.empty()) names.emplace_back("default");
  return names;
}

std::string_view conversation_of(const PostView& post) {
  return post.conversation.empty() ? post.id : post.conversation;
}

std::span<const Verdict> LateRules::judge(const RuleBook& book, std::span<const Match> matches,
                                          const LatePost& post) {
  verdicts_.assign(matches.size(), {});
  late_.clear();
  held_.clear();
  has_text_ = false;
  for (std::size_t i = 0; i < matches.size(); ++i)
    if (book.info(matches[i].rule).needs_state)
      late_.push_back(i);
    else
      held_.push_back(matches[i].rule);
  std::ranges::stable_sort(late_, {},
                           [&](std::size_t i) { return book.info(matches[i].rule).rank; });
  for (const std::size_t i : late_) {
    verdicts_[i].holds = holds(book, matches[i], post, verdicts_[i]);
    if (verdicts_[i].holds) held_.push_back(matches[i].rule);
  }
  return verdicts_;
}

bool LateRules::holds(const RuleBook& book, const Match& match, const LatePost& post,
                      Verdict& out) {
  if (!book.holds_with(match, post.history, held_)) return false;
  const RuleInfo& rule = book.info(match.rule);
  if (rule.windows.empty()) return true;
  // An edit takes no finding away that the text still has.
  if (std::ranges::find(post.held_before, hash_of_rule(rule.id)) != post.held_before.end()) {
    for (const auto& window : rule.windows)
      out.said.push_back({std::string(name_of(window.kind)), "as before the post was edited"});
    return true;
  }
  return windows_.judge(rule, window_post(book, match, post), out.said);
}

const WindowPost& LateRules::window_post(const RuleBook& book, const Match& match,
                                         const LatePost& post) {
  if (post.known) {
    seen_ = *post.known;
    seen_.brands = brand_names(book, match.brands != 0 ? match.brands : post.brands);
    return seen_;
  }
  const PostView& view = *post.post;
  seen_.post = post.key;
  seen_.author = author_key(view.source, view.author.id);
  seen_.conversation = post_key(view.source, conversation_of(view));
  seen_.brands = brand_names(book, match.brands != 0 ? match.brands : post.brands);
  seen_.at = post.at;
  seen_.now = post.now;
  seen_.repost = view.is_repost.value_or(!view.repost_of.empty());
  seen_.again = post.again;
  if (!has_text_ && Windows::wants_text(book.info(match.rule))) {
    seen_.text = book.near_text(view);
    has_text_ = true;
  }
  return seen_;
}

}  // namespace tocsin
