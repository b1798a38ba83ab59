#include <algorithm>

#include "engine/desk/bounds.h"
#include "engine/judge/desk_work.h"

/// The desk's way with whole cases.
namespace tocsin {
namespace {

ActionAnswer refusal(WhyNot why, std::string detail) {
  ActionAnswer answer;
  answer.refused = Refused{why, std::move(detail), {}, {}};
  return answer;
}

bool is_revoked(const std::function<bool()>& still_may) {
  return still_may && !still_may();
}

ActionAnswer already(CaseId in) {
  ActionAnswer answer;
  answer.in_case = in;
  return answer;
}

}  // namespace

ActionAnswer DeskWork::merge(const MergeRequest& request, Now now) {
  if (is_revoked(request.still_may))
    return refusal(WhyNot::forbidden, "you may not do this any more");
  Case* from = casework_.find_case(request.from);
  Case* into = casework_.find_case(request.into);
  if (!from || !into) return refusal(WhyNot::unknown, "no case with this id is kept");
  if (from == into) return refusal(WhyNot::invalid, "a case is part of itself already");
  if (from->merged_into == into->id) return already(into->id);
  for (const Case* c : {from, into})
    if (!c->merged_into.empty())
      return refusal(WhyNot::conflict, to_string(c->id) + " is part of " +
                                           to_string(c->merged_into) + " already: merge that one");
  if (from->brand != into->brand)
    return refusal(WhyNot::invalid, "cases of two brands stay two: each answers for itself");
  if (into->merged.size() + from->merged.size() + 1 > bounds::merged_cases)
    return refusal(WhyNot::full,
                   "at most " + std::to_string(bounds::merged_cases) + " cases become one");
  casework_.merge(*from, *into, {request.by.user, request.by.name}, now.stream);
  return moved(from->id, into->id, "merge", request.by, now);
}

ActionAnswer DeskWork::split(const SplitRequest& request, const Casework::AuthorOf& author_of,
                             Now now) {
  if (is_revoked(request.still_may))
    return refusal(WhyNot::forbidden, "you may not do this any more");
  Case* from = casework_.find_case(request.from);
  if (!from) return refusal(WhyNot::unknown, "no case with this id is kept");
  std::vector<PostKey> posts;
  CaseId before;
  for (const auto& id : request.posts) {
    const auto key = post_key(from->source, id);
    const auto split = std::ranges::find(from->split, key, &SplitPost::post);
    if (split != from->split.end())
      before = split->now_in;
    else if (std::ranges::find(from->posts, key) != from->posts.end())
      posts.push_back(key);
    else
      return refusal(WhyNot::invalid, "the case has no post " + id.substr(0, 80));
  }
  if (posts.empty() && !before.empty()) return already(before);
  if (posts.size() < request.posts.size())
    return refusal(WhyNot::conflict, "some of these posts are in " + to_string(before) + " now");
  if (posts.empty()) return refusal(WhyNot::invalid, "name the posts that are to go");
  if (posts.size() == from->posts.size())
    return refusal(WhyNot::invalid, "a case keeps at least one post");
  if (from->split.size() + posts.size() > bounds::split_posts)
    return refusal(WhyNot::full, "at most " + std::to_string(bounds::split_posts) +
                                     " posts are taken out of a case");
  const auto into =
      casework_.split(*from, posts, author_of, {request.by.user, request.by.name}, now.stream);
  return moved(request.from, into, "split", request.by, now);
}

/// Both cases' timelines say so.
ActionAnswer DeskWork::moved(CaseId from, CaseId into, std::string_view what, const Actor& by,
                             Now now) {
  ActionAnswer answer;
  answer.in_case = into;
  answer.seq = events_.next() - 1;
  const std::string kind = what == "merge" ? "merged" : "split";
  TimelineEntry entry{
      now.wall, from, answer.seq, 0, {}, {by.user, by.name}, kind, {}, "into " + to_string(into)};
  note_down(entry);
  entry.in = into;
  entry.part = 1;
  entry.text = (what == "merge" ? "with " : "from ") + to_string(from);
  note_down(std::move(entry));
  audit(by, "case." + std::string(what), to_string(from), "into " + to_string(into), now.wall);
  for (const auto& id : {from, into})
    if (const Case* c = casework_.find_case(id); c && !c->alert.empty())
      if (const Alert* alert = casework_.find_alert(c->alert)) set_timer(*alert);
  return answer;
}

}  // namespace tocsin
