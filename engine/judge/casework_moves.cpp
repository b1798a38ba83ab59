#include <algorithm>

#include "engine/bounds.h"
#include "engine/desk/bounds.h"
#include "engine/judge/casework.h"

/// Casework's way with cases that people find to be one, or more than one.
namespace tocsin {
namespace {

std::vector<Finding> take_findings(Alert& alert, const std::vector<PostKey>& posts) {
  std::vector<Finding> taken;
  std::erase_if(alert.findings, [&](Finding& f) {
    if (std::ranges::find(posts, f.post) == posts.end()) return false;
    taken.push_back(std::move(f));
    return true;
  });
  return taken;
}

}  // namespace

/// Where a conversation's posts belong now.
CaseId Casework::place_of(CaseId id, PostKey post) {
  for (std::size_t hop = 0; hop <= bounds::merged_cases; ++hop) {
    const Case* c = find_case(id);
    if (!c) return id;
    const auto split = std::ranges::find(c->split, post, &SplitPost::post);
    if (split != c->split.end())
      id = split->now_in;
    else if (!c->merged_into.empty())
      id = c->merged_into;
    else
      return id;
  }
  return id;
}

void Casework::merge(Case& from, Case& into, Person by, Instant at) {
  events_.set_by(by);
  Alert* alert = from.alert.empty() ? nullptr : alerts_.find(from.alert);
  if (alert && !is_ended(alert->state)) {
    auto desk = alert->desk;
    desk.outcome = "duplicate";
    desk.ended_by = std::move(by);
    change(*alert, AlertState::dismissed, std::move(desk), EventKind::alert_dismissed, at);
    hand_over(*alert, into, at);
  }
  for (const auto post : from.posts) add_post(into, post);
  into.gone_count += from.gone_count;
  into.last_post = std::max(into.last_post, from.last_post);
  if (from.answered) into.answered = std::max(*from.answered, into.answered.value_or(Instant{}));
  // What was split off and comes back is split off no more.
  const auto comes_back = [&](const SplitPost& split) {
    return split.now_in == from.id ||
           std::ranges::find(from.merged, split.now_in) != from.merged.end();
  };
  std::erase_if(into.split, comes_back);
  into.merged.push_back(from.id);
  into.merged.insert(into.merged.end(), from.merged.begin(), from.merged.end());
  from.merged_into = into.id;
  for (auto* c : {&from, &into}) {
    ++c->version;
    cases_.changed(c->id);
  }
  auto& event = events_.add(EventKind::case_merged);
  event.case_id = into.id;
  event.text = "with " + to_string(from.id);
  events_.set_by({});
}

/// What was found goes to the alert that people work on from now on.
void Casework::hand_over(Alert& from, Case& into, Instant at) {
  Alert* alert = into.alert.empty() ? nullptr : alerts_.find(into.alert);
  if (!alert || alert->state == AlertState::withdrawn) {
    raise_for(into, from, from.author, from.findings, at);
    return;
  }
  auto desk = alert->desk;
  if (desk.assignee.user.empty()) {
    desk.assignee = from.desk.assignee;
    desk.assigned = from.desk.assigned;
  }
  for (const auto& tag : from.desk.tags)
    if (std::ranges::find(desk.tags, tag) == desk.tags.end() &&
        desk.tags.size() < bounds::tags_per_alert)
      desk.tags.push_back(tag);
  const bool ended = is_ended(alert->state);
  if (ended) {
    desk.outcome.clear();
    desk.ended_by = {};
    desk.acted_version = alert->version + 1;
  }
  add_findings(*alert, from.findings);
  weigh(*alert, facts_about(authors_.find(alert->author), at));
  change(*alert, ended ? AlertState::open : alert->state, std::move(desk),
         ended ? EventKind::alert_reopened : EventKind::alert_updated, at);
}

void Casework::raise_for(Case& c, const Alert& like, AuthorKey author,
                         std::vector<Finding> findings, Instant at) {
  Alert a;
  a.id = alert_id(c.id, ++c.alert_count);
  a.number = c.alert_count;
  a.owner_case = c.id;
  a.brand = c.brand;
  a.author = author;
  a.source = c.source;
  a.lang = like.lang;
  a.raised = like.raised;
  a.raised_seq = events_.next();
  a.version = 0;
  add_findings(a, findings);
  weigh(a, facts_about(authors_.find(author), at));
  a.due = std::max(at, a.raised) + due_after(a.severity);
  c.alert = a.id;
  ++raised_;
  auto& kept = alerts_.insert(a.id, std::move(a));
  count_open(kept, +1);
  tell(EventKind::alert_raised, c, kept, at);
}

CaseId Casework::split(Case& from, const std::vector<PostKey>& posts, const AuthorOf& author_of,
                       Person by, Instant at) {
  events_.set_by(std::move(by));
  cases_.changed(from.id);
  Case fresh;
  // The version makes the name one that was never given.
  const auto id = case_id(
      from.brand, from.source,
      from.conversation + '\x1f' + to_string(from.id) + '\x1f' + std::to_string(from.version));
  fresh.id = id;
  fresh.brand = from.brand;
  fresh.source = from.source;
  fresh.conversation = from.conversation;
  fresh.opened = at;
  fresh.last_post = from.last_post;
  for (const auto post : posts) {
    std::erase(from.posts, post);
    from.split.push_back({post, id});
    add_post(fresh, post);
  }
  from.post_count -= std::min<std::uint32_t>(from.post_count, fresh.post_count);
  ++from.version;
  auto& now_in = insert(std::move(fresh));
  cases_.changed(id);
  Alert* alert = from.alert.empty() ? nullptr : alerts_.find(from.alert);
  if (alert && !is_ended(alert->state)) {
    auto findings = take_findings(*alert, posts);
    if (!findings.empty()) {
      const auto author = author_of(findings.front().post);
      raise_for(now_in, *alert, author, std::move(findings), at);
      if (alert->findings.empty()) {
        withdraw(from, *alert, "split into " + to_string(id), at);
      } else {
        weigh(*alert, facts_about(authors_.find(alert->author), at));
        tell(EventKind::alert_updated, from, *alert, at);
      }
    }
  }
  auto& event = events_.add(EventKind::case_split);
  event.case_id = from.id;
  event.text = "into " + to_string(id);
  events_.set_by({});
  return id;
}

}  // namespace tocsin
