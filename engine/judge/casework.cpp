#include "engine/judge/casework.h"

#include <algorithm>

#include "engine/bounds.h"

namespace tocsin {
namespace {

std::size_t drop_findings_of(Alert& alert, PostKey post) {
  return std::erase_if(alert.findings, [&](const Finding& f) { return f.post == post; });
}

bool reopens(const Alert& alert, Instant at) {
  return (alert.state == AlertState::resolved || alert.state == AlertState::dismissed) &&
         at - alert.ended <= bounds::reopens_within;
}

}  // namespace

void add_post(Case& c, PostKey post) {
  if (std::ranges::find(c.posts, post) != c.posts.end()) return;
  // The root and the newest stay: the middle of a long thread is read on the platform.
  if (c.posts.size() >= bounds::posts_per_case) c.posts.erase(c.posts.begin() + 1);
  c.posts.push_back(post);
  ++c.post_count;
}

namespace {

/// An alert is quieted while all that was found for it is of quieted rules.
void quiet(Alert& a, const CasePost& post, bool opens) {
  if (post.quieted && opens) {
    a.quieted = post.quieted->matches;
    a.quieted_because = post.quieted->rule + ": " + post.quieted->because;
  } else if (!post.quieted) {
    a.quieted = 0;
    a.quieted_because.clear();
  }
}

}  // namespace

Casework::Casework(const Store& store, Authors& authors, EventLog& events)
    : store_(store),
      authors_(authors),
      events_(events),
      cases_(bounds::cases_in_memory, [&store](const CaseId& id) { return store.find_case(id); }),
      alerts_(bounds::cases_in_memory, [&store](const AlertId& id) { return store.alert(id); }) {}

void Casework::restore() {
  store_.each_case_id([this](CaseId id) { known_.add(id.low); });
}

bool Casework::apply(CaseId id, std::string_view brand, const CasePost& post,
                     std::span<const Finding> findings) {
  id = place_of(id, post.key);
  Case* known = find_case(id);
  if (!known && findings.empty()) return false;
  Case& c = known ? *known : open_case(id, brand, post);
  join(c, post);
  Alert* alert = c.alert.empty() ? nullptr : alerts_.find(c.alert);
  const bool open = alert && !is_ended(alert->state);
  const bool lost = open && post.edited && drop_findings_of(*alert, post.key) > 0;
  if (open && (lost || !findings.empty())) {
    if (alert->findings.empty() && findings.empty()) {
      withdraw(c, *alert, "edited: no finding left", post.at);
      return true;
    }
    add_findings(*alert, findings);
    if (!findings.empty()) quiet(*alert, post, false);
    weigh(*alert, post.facts);
    tell(EventKind::alert_updated, c, *alert, post.at);
  } else if (!findings.empty()) {
    if (alert && reopens(*alert, post.at))
      reopen(c, *alert, post, findings);
    else
      raise(c, post, findings);
  }
  return true;
}

Case& Casework::open_case(CaseId id, std::string_view brand, const CasePost& post) {
  Case c;
  c.id = id;
  c.brand = brand;
  c.source = post.post->source;
  c.conversation = post.post->conversation.empty() ? post.post->id : post.post->conversation;
  c.opened = post.at;
  return insert(std::move(c));
}

Case& Casework::insert(Case fresh) {
  const auto id = fresh.id;
  known_.add(id.low);
  return cases_.insert(id, std::move(fresh));
}

void Casework::join(Case& c, const CasePost& post) {
  add_post(c, post.key);
  c.last_post = std::max(c.last_post, post.at);
  ++c.version;
  cases_.changed(c.id);
}

void Casework::raise(Case& c, const CasePost& post, std::span<const Finding> findings) {
  Alert a;
  a.id = alert_id(c.id, ++c.alert_count);
  a.number = c.alert_count;
  a.owner_case = c.id;
  a.brand = c.brand;
  a.author = post.author;
  a.source = c.source;
  a.lang = post.post->lang;
  a.raised = post.at;
  a.raised_seq = events_.next();
  a.version = 0;
  add_findings(a, findings);
  quiet(a, post, true);
  weigh(a, post.facts);
  a.due = a.raised + due_after(a.severity);
  c.alert = a.id;
  ++raised_;
  ++opened_;
  auto& kept = alerts_.insert(a.id, std::move(a));
  count_open(kept, +1);
  tell(EventKind::alert_raised, c, kept, post.at);
}

void Casework::reopen(Case& c, Alert& a, const CasePost& post, std::span<const Finding> findings) {
  a.state = AlertState::open;
  a.ended = {};
  a.ended_because.clear();
  a.desk.outcome.clear();
  a.desk.ended_by = a.desk.acted_by = {};
  a.desk.acted = post.at;
  a.desk.acted_version = a.version + 1;
  add_findings(a, findings);
  quiet(a, post, true);
  weigh(a, post.facts);
  a.due = post.at + due_after(a.severity);
  ++opened_;
  count_open(a, +1);
  tell(EventKind::alert_reopened, c, a, post.at);
}

void Casework::withdraw(Case& c, Alert& a, std::string_view because, Instant at) {
  a.state = AlertState::withdrawn;
  a.ended = at;
  a.ended_because = because;
  count_open(a, -1);
  tell(EventKind::alert_withdrawn, c, a, at);
}

Event& Casework::tell(EventKind kind, Case& c, Alert& a, Instant at) {
  ++a.version;
  a.updated = std::max(a.updated, at);
  a.seq = events_.next();
  if (c.alert == a.id) c.alert_state = a.state;
  alerts_.changed(a.id);
  cases_.changed(c.id);
  auto& event = events_.add(kind);
  event.alert = a;
  return event;
}

Event& Casework::change(Alert& a, AlertState state, AlertDesk desk, EventKind kind, Instant at) {
  const bool ended = is_ended(a.state);
  a.state = state;
  a.desk = std::move(desk);
  if (!ended && is_ended(state)) {
    a.ended = std::max(at, a.updated);
    a.ended_because = a.desk.outcome;
    count_open(a, -1);
  } else if (ended && !is_ended(state)) {
    a.ended = {};
    a.ended_because.clear();
    a.due = std::max(at, a.updated) + due_after(a.severity);
    count_open(a, +1);
  }
  auto& c = *find_case(a.owner_case);
  ++c.version;
  return tell(kind, c, a, at);
}

Event& Casework::put_back(Alert& a, const Before& before, AlertDesk desk, Instant at) {
  count_open(a, static_cast<int>(is_ended(a.state)) - static_cast<int>(is_ended(before.state)));
  a.state = before.state;
  a.due = before.due;
  a.ended = before.ended;
  a.ended_because = before.ended_because;
  a.desk = std::move(desk);
  auto& c = *find_case(a.owner_case);
  ++c.version;
  return tell(EventKind::alert_updated, c, a, at);
}

void Casework::add_findings(Alert& a, std::span<const Finding> findings) {
  for (const auto& f : findings) {
    if (a.findings.size() >= bounds::findings_per_alert) a.findings.erase(a.findings.begin() + 1);
    a.findings.push_back(f);
    ++a.finding_count;
  }
}

void Casework::count_open(const Alert& a, int by) {
  if (by == 0) return;
  auto* author = authors_.find(a.author);
  if (!author) return;
  author->open_cases = static_cast<std::uint32_t>(
      std::max<std::int64_t>(0, static_cast<std::int64_t>(author->open_cases) + by));
  authors_.changed(a.author);
}

bool Casework::answered(CaseId id, PostKey post, Instant at) {
  id = place_of(id, post);
  auto* c = find_case(id);
  if (!c) return false;
  add_post(*c, post);
  c->answered = at;
  ++c->version;
  cases_.changed(id);
  auto& event = events_.add(EventKind::case_answered);
  event.case_id = id;
  event.post = post;
  return true;
}

void Casework::post_gone(CaseId id, PostKey post, std::string_view because, Instant at) {
  id = place_of(id, post);
  auto* c = find_case(id);
  if (!c) return;
  ++c->gone_count;
  ++c->version;
  cases_.changed(id);
  auto* a = c->alert.empty() ? nullptr : alerts_.find(c->alert);
  if (!a) return;
  const bool only_this =
      std::ranges::all_of(a->findings, [&](const Finding& f) { return f.post == post; });
  // What was found stays for the record of a withdrawn alert; where in the text does not.
  for (auto& f : a->findings)
    if (f.post == post) {
      f.spans.clear();
      f.tested.clear();
    }
  alerts_.changed(a->id);
  if (is_ended(a->state)) return;
  if (only_this) {
    withdraw(*c, *a, because, at);
  } else if (drop_findings_of(*a, post) > 0) {
    weigh(*a, facts_about(authors_.find(a->author), at));
    tell(EventKind::alert_updated, *c, *a, at);
  }
}

void Casework::take_changed(Commit& commit) {
  cases_.take_changed(commit.number,
                      [&](const CaseId&, const Case& c) { commit.cases.push_back(c); });
  alerts_.take_changed(commit.number,
                       [&](const AlertId&, const Alert& a) { commit.alerts.push_back(a); });
}

void Casework::durable(std::uint64_t commit) {
  cases_.durable(commit);
  alerts_.durable(commit);
}

}  // namespace tocsin
