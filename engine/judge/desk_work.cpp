#include "engine/judge/desk_work.h"

#include <algorithm>

#include "engine/desk/bounds.h"
#include "engine/desk/desk_store.h"

namespace tocsin {
namespace {

Person person(const Actor& actor) {
  return {actor.user, actor.name};
}

Refused no_such(std::string_view what) {
  return {WhyNot::unknown, "no " + std::string(what) + " with this id is kept", {}, {}};
}

ActionAnswer refusal(Refused refused) {
  ActionAnswer answer;
  answer.refused = std::move(refused);
  return answer;
}

Before before_of(const Alert& alert, std::uint32_t version) {
  return {alert.id, version, alert.state, alert.due, alert.ended, alert.ended_because, alert.desk};
}

std::optional<Refused> revoked(const std::function<bool()>& still_may) {
  if (!still_may || still_may()) return std::nullopt;
  return Refused{WhyNot::forbidden, "you may not do this any more", {}, {}};
}

/// For the audit log: no text of notes.
std::string audit_detail(const Action& action) {
  switch (action.kind) {
    case ActionKind::assign:
      return "to " + action.to.user;
    case ActionKind::resolve:
    case ActionKind::dismiss:
      return action.outcome;
    default:
      return {};
  }
}

/// Those alone change whose it is, or its state.
bool moves(ActionKind kind) {
  return kind != ActionKind::note && kind != ActionKind::tag && kind != ActionKind::follow_up;
}

/// The desk with what the action changed put back, and what others changed since left.
AlertDesk desk_put_back(ActionKind kind, const AlertDesk& now, const AlertDesk& before) {
  AlertDesk desk = now;
  switch (kind) {
    case ActionKind::note:
      if (desk.notes > 0) --desk.notes;
      return desk;
    case ActionKind::tag:
      desk.tags = before.tags;
      return desk;
    case ActionKind::follow_up:
      desk.follow_up = before.follow_up;
      desk.follow_up_by = before.follow_up_by;
      return desk;
    default:
      desk = before;
      desk.tags = now.tags;
      desk.notes = now.notes;
      desk.follow_up = now.follow_up;
      desk.follow_up_by = now.follow_up_by;
      return desk;
  }
}

}  // namespace

DeskWork::DeskWork(const Store& store, Casework& casework, EventLog& events)
    : store_(store), casework_(casework), events_(events) {}

DeskChanges& DeskWork::changes() {
  if (!changes_) changes_ = std::make_shared<DeskChanges>();
  changed_ = true;
  return *changes_;
}

// --- actions -----------------------------------------------------------------------------

ActionAnswer DeskWork::act(const Action& action, Now now) {
  if (auto no = revoked(action.still_may)) return refusal(*no);
  const auto key = key_of(action.by, action.key);
  if (auto again = answered_before(key, fingerprint_of(action))) return *again;
  return action.bulk ? act_on_many(action, now) : act_on_one(action, now);
}

ActionAnswer DeskWork::act_on_one(const Action& action, Now now) {
  auto deed = begin(action.by, key_of(action.by, action.key), fingerprint_of(action), now.wall);
  deed.kind = action.kind;
  deed.alert = action.alerts.at(0);
  const auto changed = carry_out(action, deed.alert, now, deed);
  if (!changed) return refusal(changed.error());
  if (*changed) {
    audit(action.by, "alert." + std::string(name_of(action.kind)), to_string(deed.alert),
          audit_detail(action), now.wall);
    return finish(std::move(deed));
  }
  ActionAnswer answer;
  answer.alert = *casework_.find_alert(deed.alert);
  answer.seq = answer.alert->seq;
  return answer;
}

ActionAnswer DeskWork::act_on_many(const Action& action, Now now) {
  auto deed = begin(action.by, key_of(action.by, action.key), fingerprint_of(action), now.wall);
  deed.kind = action.kind;
  deed.bulk = true;
  for (const auto& id : action.alerts) {
    const auto changed = carry_out(action, id, now, deed);
    if (!changed)
      deed.skipped.push_back({id, changed.error().detail, changed.error().by});
    else if (!*changed)
      deed.skipped.push_back({id, "it is so already", {}});
  }
  if (deed.done == 0) {
    auto answer = answer_of(deed);
    answer.action = {};
    answer.seq = 0;
    answer.undo_until = {};
    return answer;
  }
  audit(action.by, "alerts." + std::string(name_of(action.kind)), to_string(action_id(deed.began)),
        std::to_string(deed.done) + " alerts " + audit_detail(action), now.wall);
  return finish(std::move(deed));
}

/// Whether it changed anything.
std::expected<bool, Refused> DeskWork::carry_out(const Action& action, AlertId id, Now now,
                                                 Deed& deed) {
  Alert* alert = casework_.find_alert(id);
  const Case* owner = alert ? casework_.find_case(alert->owner_case) : nullptr;
  if (!owner) return std::unexpected(no_such("alert"));
  auto effect = decide(*alert, action, {is_newest(*owner, id), now.wall});
  if (!effect) return std::unexpected(effect.error());
  if (effect->nothing) return false;
  if (!has_room_for(*alert, *effect))
    return std::unexpected(
        Refused{WhyNot::full, "too many alerts wait for a time already", {}, {}});

  const std::string verdict_before = alert->desk.outcome;
  auto before = before_of(*alert, alert->version + 1);
  if (effect->moves) {
    effect->desk.acted_by = person(action.by);
    effect->desk.acted = now.wall;
    effect->desk.acted_version = before.version;
  }
  auto& event =
      casework_.change(*alert, effect->state, std::move(effect->desk), effect->event, now.stream);
  event.by = person(action.by);
  TimelineEntry entry{now.wall, alert->owner_case, event.seq, 0,           action_id(deed.began),
                      event.by, effect->did,       alert->id, effect->text};
  const bool ends = action.kind == ActionKind::resolve || action.kind == ActionKind::dismiss;
  note_down(entry);
  if (ends && !action.text.empty()) {
    entry.part = 1;
    entry.kind = "noted";
    entry.text = action.text;
    note_down(std::move(entry));
  }
  // A verdict that is taken back did not count.
  if (verdict_before != alert->desk.outcome) {
    if (!verdict_before.empty()) count_verdict(*alert, verdict_before, -1, now.stream);
    if (!alert->desk.outcome.empty()) count_verdict(*alert, alert->desk.outcome, +1, now.stream);
  }
  set_timer(*alert);
  deed.seq = event.seq;
  ++deed.done;
  deed.before.push_back(std::move(before));
  return true;
}

void DeskWork::count_verdict(const Alert& alert, std::string_view outcome, int by, Instant stream) {
  const auto hour = std::chrono::floor<std::chrono::hours>(stream).time_since_epoch().count();
  std::set<std::string_view> rules;
  for (const auto& finding : alert.findings)
    if (!finding.shadow && rules.insert(finding.rule).second)
      verdicts_.push_back({"verdict/" + finding.rule + '/' + std::string(outcome), hour, by});
}

// --- undo --------------------------------------------------------------------------------

ActionAnswer DeskWork::undo(const UndoRequest& request, Now now) {
  if (auto no = revoked(request.still_may)) return refusal(*no);
  const auto key = key_of(request.by, request.key);
  if (auto again = answered_before(key, request.action)) return *again;
  const auto known = by_id_.find(request.action);
  if (known == by_id_.end()) return refusal(no_such("action"));
  auto& undone = deeds_.at(known->second);
  if (auto no = not_undoable(undone, request, now.wall)) return refusal(*no);

  auto deed = begin(request.by, key, request.action, now.wall);
  deed.kind = undone.kind;
  deed.bulk = undone.bulk;
  deed.alert = undone.alert;
  deed.undoes = request.action;
  std::optional<Refused> first;
  for (const auto& before : undone.before) {
    const auto next = events_.next();
    if (auto no = take_back(undone, before, request.by, now)) {
      deed.skipped.push_back({before.alert, no->detail, no->by});
      if (!first) first = std::move(no);
      continue;
    }
    deed.seq = next;
    ++deed.done;
  }
  if (deed.done == 0) return refusal(first.value_or(no_such("action")));
  undone.undone_by = person(request.by);
  undone.undone = now.wall;
  undone.before.clear();
  changes().deeds.push_back(undone);
  audit(request.by, "action.undo", to_string(request.action),
        std::string(name_of(undone.kind)) + ", " + std::to_string(deed.done) + " alerts", now.wall);
  return finish(std::move(deed));
}

std::optional<Refused> DeskWork::not_undoable(const Deed& deed, const UndoRequest& request,
                                              Instant now) const {
  if (!deed.undoes.empty())
    return Refused{WhyNot::conflict, "an undo is not undone: do it again instead", {}, {}};
  if (deed.undone != Instant{})
    return Refused{WhyNot::conflict,
                   who_and_when("already undone", deed.undone_by, deed.undone, now), deed.undone_by,
                   deed.undone};
  if (deed.by.user != request.by.user && !request.by.may(Right::lead))
    return Refused{WhyNot::forbidden, deed.by.name + " did it: a lead may undo it", deed.by,
                   deed.at};
  if (now > deed.at + bounds::undo_window)
    return Refused{WhyNot::conflict,
                   "too late: an action can be undone for " + length_text(bounds::undo_window),
                   {},
                   {}};
  return std::nullopt;
}

std::optional<Refused> DeskWork::take_back(const Deed& deed, const Before& before, const Actor& by,
                                           Now now) {
  Alert* alert = casework_.find_alert(before.alert);
  if (!alert || !casework_.find_case(alert->owner_case)) return no_such("alert");
  if (alert->state == AlertState::withdrawn)
    return Refused{WhyNot::conflict, "withdrawn since: " + alert->ended_because, {}, {}};
  const auto& desk = alert->desk;
  if (moves(deed.kind) && desk.acted_version != before.version)
    return Refused{WhyNot::conflict,
                   who_and_when("changed since", desk.acted_by, desk.acted, now.wall),
                   desk.acted_by, desk.acted};
  const std::string verdict = desk.outcome;
  auto put_back = desk_put_back(deed.kind, desk, before.desk);
  const bool noted = deed.kind == ActionKind::note;
  const bool moved = moves(deed.kind);
  if (moved) {
    put_back.acted_by = person(by);
    put_back.acted = now.wall;
    put_back.acted_version = alert->version + 1;
  }
  const auto as_now = before_of(*alert, 0);
  auto& event =
      casework_.put_back(*alert, moved ? before : as_now, std::move(put_back), now.stream);
  event.by = person(by);
  event.text = std::string(name_of(deed.kind)) + " undone";
  TimelineEntry entry{now.wall,
                      alert->owner_case,
                      event.seq,
                      0,
                      action_id(deed.began),
                      event.by,
                      "undone",
                      alert->id,
                      std::string(name_of(deed.kind))};
  note_down(entry);
  if (noted) {  // within its window a note can be taken back altogether
    entry.at = deed.at;
    entry.seq = deed.seq;
    entry.kind = "noted";
    entry.by = deed.by;
    entry.text.clear();
    entry.undone = true;
    note_down(std::move(entry));
  }
  if (verdict != alert->desk.outcome) {
    if (!verdict.empty()) count_verdict(*alert, verdict, -1, now.stream);
    if (!alert->desk.outcome.empty()) count_verdict(*alert, alert->desk.outcome, +1, now.stream);
  }
  set_timer(*alert);
  return std::nullopt;
}

// --- what was done -----------------------------------------------------------------------

Deed DeskWork::begin(const Actor& by, Id128 key, Id128 fingerprint, Instant now) const {
  Deed deed;
  deed.began = events_.next();
  deed.at = now;
  deed.by = person(by);
  deed.key = key;
  deed.fingerprint = fingerprint;
  return deed;
}

ActionAnswer DeskWork::finish(Deed deed) {
  auto answer = answer_of(deed);
  changes().deeds.push_back(deed);
  remember(std::move(deed));
  return answer;
}

void DeskWork::remember(Deed deed) {
  if (!deed.key.empty()) by_key_[deed.key] = deed.began;
  by_id_[action_id(deed.began)] = deed.began;
  deeds_[deed.began] = std::move(deed);
}

void DeskWork::forget(Deeds::iterator at) {
  by_key_.erase(at->second.key);
  by_id_.erase(action_id(at->first));
  changes().forgotten.push_back(at->first);
  deeds_.erase(at);
}

ActionAnswer DeskWork::answer_of(const Deed& deed) {
  ActionAnswer answer;
  answer.seq = deed.seq;
  answer.action = action_id(deed.began);
  if (deed.undoes.empty()) answer.undo_until = deed.at + bounds::undo_window;
  answer.bulk = deed.bulk;
  answer.done = deed.done;
  answer.skipped = deed.skipped;
  if (!deed.bulk)
    if (const Alert* alert = casework_.find_alert(deed.alert)) answer.alert = *alert;
  return answer;
}

std::optional<ActionAnswer> DeskWork::answered_before(Id128 key, Id128 fingerprint) {
  if (key.empty()) return std::nullopt;
  const auto known = by_key_.find(key);
  if (known == by_key_.end()) return std::nullopt;
  const auto& deed = deeds_.at(known->second);
  if (deed.fingerprint != fingerprint)
    return refusal({WhyNot::invalid, "this Idempotency-Key stood for another request", {}, {}});
  return answer_of(deed);
}

void DeskWork::note_down(TimelineEntry entry) {
  changes().timeline.push_back(std::move(entry));
}

void DeskWork::audit(const Actor& by, std::string action, std::string target, std::string detail,
                     Instant at) {
  audit_.push_back(
      {at, by.user, by.name, by.address, std::move(action), std::move(target), std::move(detail)});
  changed_ = true;
}

}  // namespace tocsin
