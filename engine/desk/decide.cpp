#include "engine/desk/decide.h"

#include <algorithm>

#include "engine/desk/bounds.h"

namespace tocsin {
namespace {

using Decided = std::expected<Effect, Refused>;

std::unexpected<Refused> refuse(WhyNot why, std::string detail, Person by = {}, Instant at = {}) {
  return std::unexpected(Refused{why, std::move(detail), std::move(by), at});
}

Person person(const Actor& actor) {
  return {actor.user, actor.name};
}

/// One action on one alert, being decided.
class Decision {
 public:
  Decision(const Alert& alert, const Action& action, const Standing& standing)
      : alert_(alert), action_(action), standing_(standing) {
    effect_.state = alert.state;
    effect_.desk = alert.desk;
  }

  Decided make() {
    switch (action_.kind) {
      case ActionKind::claim:
        return claim();
      case ActionKind::release:
        return release();
      case ActionKind::assign:
        return assign();
      case ActionKind::ack:
        return ack();
      case ActionKind::snooze:
        return snooze();
      case ActionKind::note:
        return note();
      case ActionKind::tag:
        return tag();
      case ActionKind::resolve:
        return end(AlertState::resolved, EventKind::alert_resolved, "resolved");
      case ActionKind::dismiss:
        return end(AlertState::dismissed, EventKind::alert_dismissed, "dismissed");
      case ActionKind::reopen:
        return reopen();
      case ActionKind::follow_up:
        return follow_up();
    }
    return refuse(WhyNot::invalid, "no such action");
  }

 private:
  bool is_me(const Person& who) const { return !who.user.empty() && who.user == action_.by.user; }
  const AlertDesk& desk() const { return alert_.desk; }
  Instant now() const { return standing_.now; }

  Effect done(EventKind event, std::string did, std::string text = {}) {
    effect_.event = event;
    effect_.did = std::move(did);
    effect_.text = std::move(text);
    effect_.moves = true;
    return std::move(effect_);
  }
  Effect already() {
    effect_.nothing = true;
    return std::move(effect_);
  }

  std::optional<Refused> ended() const {
    const auto say = [&](std::string_view did) {
      const auto who = desk().ended_by.user.empty() ? Person{} : desk().ended_by;
      return Refused{WhyNot::conflict, who_and_when(did, who, desk().acted, now()), who,
                     desk().acted};
    };
    switch (alert_.state) {
      case AlertState::resolved:
        return say("already resolved");
      case AlertState::dismissed:
        return say("already dismissed");
      case AlertState::withdrawn:
        return Refused{WhyNot::conflict, "withdrawn: " + alert_.ended_because, {}, {}};
      default:
        return std::nullopt;
    }
  }
  /// Somebody else works on it, and is not overruled.
  std::optional<Refused> anothers() const {
    const auto& who = desk().assignee;
    if (who.user.empty() || is_me(who) || action_.by.may(Right::lead)) return std::nullopt;
    return claimed_by(who);
  }
  Refused claimed_by(const Person& who) const {
    return {WhyNot::conflict, who_and_when("claimed", who, desk().assigned, now()), who,
            desk().assigned};
  }
  /// The state in which people look at it.
  void wake() {
    if (effect_.state != AlertState::snoozed) return;
    effect_.state = AlertState::open;
    effect_.desk.snoozed_by = {};
    effect_.desk.snoozed_until = {};
  }
  void forget_ack() {
    effect_.desk.acked_by = {};
    effect_.desk.acked = effect_.desk.ack_until = {};
  }
  void own(Person who) {
    effect_.desk.assignee = std::move(who);
    effect_.desk.assigned = now();
  }
  std::expected<Instant, Refused> until(std::optional<Micros> absent, Micros most) const {
    const auto at = action_.until    ? *action_.until
                    : action_.length ? now() + *action_.length
                                     : now() + absent.value_or(Micros{0});
    if (at <= now()) return refuse(WhyNot::invalid, "give a time to come: for or until");
    if (at > now() + most)
      return refuse(WhyNot::invalid, "at most " + length_text(most) + " from now");
    return at;
  }

  Decided claim() {
    if (auto no = ended()) return std::unexpected(*no);
    if (is_me(desk().assignee) && desk().ack_until == Instant{} && alert_.state == AlertState::open)
      return already();
    if (!desk().assignee.user.empty() && !is_me(desk().assignee))
      return std::unexpected(claimed_by(desk().assignee));
    wake();
    forget_ack();  // who claims does more than having heard
    own(person(action_.by));
    return done(EventKind::alert_claimed, "claimed");
  }

  Decided release() {
    if (auto no = ended()) return std::unexpected(*no);
    if (desk().assignee.user.empty()) return already();
    if (auto no = anothers()) return std::unexpected(*no);
    effect_.desk.assignee = {};
    effect_.desk.assigned = {};
    forget_ack();
    return done(EventKind::alert_released, "released");
  }

  Decided assign() {
    if (auto no = ended()) return std::unexpected(*no);
    if (action_.to.user == desk().assignee.user) return already();
    if (auto no = anothers()) return std::unexpected(*no);
    wake();
    forget_ack();
    own(action_.to);
    return done(EventKind::alert_assigned, "assigned", "to " + action_.to.name);
  }

  Decided ack() {
    if (auto no = ended()) return std::unexpected(*no);
    if (!desk().acked_by.user.empty() && !is_me(desk().acked_by))
      return refuse(WhyNot::conflict,
                    who_and_when("acknowledged", desk().acked_by, desk().acked, now()),
                    desk().acked_by, desk().acked);
    if (auto no = anothers()) return std::unexpected(*no);
    const auto at = until(bounds::ack_for, bounds::ack_most);
    if (!at) return std::unexpected(at.error());
    wake();
    effect_.desk.acked_by = person(action_.by);
    effect_.desk.acked = now();
    effect_.desk.ack_until = *at;
    if (effect_.desk.assignee.user.empty()) own(person(action_.by));
    return done(EventKind::alert_acked, "acked", "for " + length_text(*at - now()));
  }

  Decided snooze() {
    if (auto no = ended()) return std::unexpected(*no);
    if (auto no = anothers()) return std::unexpected(*no);
    const auto at = until({}, bounds::snooze_most);
    if (!at) return std::unexpected(at.error());
    forget_ack();
    effect_.state = AlertState::snoozed;
    effect_.desk.snoozed_by = person(action_.by);
    effect_.desk.snoozed_until = *at;
    return done(EventKind::alert_snoozed, "snoozed", "for " + length_text(*at - now()));
  }

  Decided note() {
    if (action_.text.empty()) return refuse(WhyNot::invalid, "a note needs its text");
    ++effect_.desk.notes;
    auto noted = done(EventKind::alert_noted, "noted", action_.text);
    noted.moves = false;
    return noted;
  }

  Decided tag() {
    auto& tags = effect_.desk.tags;
    const auto before = tags;
    for (const auto& tag : action_.add)
      if (std::ranges::find(tags, tag) == tags.end()) tags.push_back(tag);
    std::erase_if(tags, [&](const auto& tag) {
      return std::ranges::find(action_.remove, tag) != action_.remove.end();
    });
    std::ranges::sort(tags);
    if (tags == before) return already();
    if (tags.size() > bounds::tags_per_alert)
      return refuse(WhyNot::full,
                    "an alert has at most " + std::to_string(bounds::tags_per_alert) + " tags");
    std::string text;
    for (const auto& tag : action_.add) text += (text.empty() ? "+" : " +") + tag;
    for (const auto& tag : action_.remove) text += (text.empty() ? "-" : " -") + tag;
    auto tagged = done(EventKind::alert_updated, "tagged", std::move(text));
    tagged.moves = false;
    return tagged;
  }

  Decided end(AlertState state, EventKind event, std::string did) {
    const bool same =
        alert_.state == state && is_me(desk().ended_by) && desk().outcome == action_.outcome;
    if (same) return already();
    if (auto no = ended()) return std::unexpected(*no);
    if (auto no = anothers()) return std::unexpected(*no);
    if (std::ranges::find(outcomes, action_.outcome) == outcomes.end()) {
      std::string known;
      for (const auto name : outcomes) known += ' ' + std::string(name);
      return refuse(WhyNot::invalid, "an outcome is needed:" + known);
    }
    wake();
    forget_ack();
    effect_.state = state;
    effect_.desk.outcome = action_.outcome;
    effect_.desk.ended_by = person(action_.by);
    if (!action_.text.empty()) ++effect_.desk.notes;
    return done(event, std::move(did), action_.outcome);
  }

  Decided reopen() {
    if (alert_.state == AlertState::open) return already();
    if (alert_.state == AlertState::withdrawn) return std::unexpected(*ended());
    if (alert_.state == AlertState::snoozed) {
      if (auto no = anothers()) return std::unexpected(*no);
      wake();
      return done(EventKind::alert_reopened, "reopened");
    }
    if (!standing_.newest)
      return refuse(WhyNot::conflict, "its case has moved on: work on its newest alert");
    effect_.state = AlertState::open;
    effect_.desk.outcome.clear();
    effect_.desk.ended_by = {};
    return done(EventKind::alert_reopened, "reopened");
  }

  Decided follow_up() {
    if (alert_.state == AlertState::withdrawn) return std::unexpected(*ended());
    if (!standing_.newest)
      return refuse(WhyNot::conflict, "its case has moved on: follow its newest alert up");
    const auto at = until({}, bounds::follow_up_most);
    if (!at) return std::unexpected(at.error());
    effect_.desk.follow_up_by = person(action_.by);
    effect_.desk.follow_up = *at;
    auto followed = done(EventKind::alert_updated, "follow-up", "in " + length_text(*at - now()));
    followed.moves = false;
    return followed;
  }

  const Alert& alert_;
  const Action& action_;
  const Standing& standing_;
  Effect effect_;
};

/// The person saw an older alert, and somebody else has moved it on since.
std::optional<Refused> stale(const Alert& alert, const Action& action, Instant now) {
  const auto& desk = alert.desk;
  if (!action.version || *action.version >= desk.acted_version) return std::nullopt;
  if (desk.acted_by.user == action.by.user) return std::nullopt;
  return Refused{WhyNot::conflict, who_and_when("changed", desk.acted_by, desk.acted, now),
                 desk.acted_by, desk.acted};
}

}  // namespace

std::expected<Effect, Refused> decide(const Alert& alert, const Action& action,
                                      const Standing& standing) {
  auto decided = Decision(alert, action, standing).make();
  // What stands in the way by itself says more than that something moved.
  if (decided && decided->moves && !decided->nothing)
    if (auto no = stale(alert, action, standing.now)) return std::unexpected(*no);
  return decided;
}

std::optional<Instant> next_ring(const Alert& alert) {
  std::optional<Instant> first;
  const auto at = [&](Instant due) {
    if (due != Instant{} && (!first || due < *first)) first = due;
  };
  if (!is_ended(alert.state)) at(alert.desk.ack_until);
  if (alert.state == AlertState::snoozed) at(alert.desk.snoozed_until);
  if (alert.state != AlertState::withdrawn) at(alert.desk.follow_up);
  return first;
}

std::optional<TimerEffect> ring(const Alert& alert, const Standing& standing) {
  const auto due = next_ring(alert);
  if (!due || *due > standing.now) return std::nullopt;
  TimerEffect effect;
  effect.state = alert.state;
  effect.desk = alert.desk;
  auto& desk = effect.desk;
  if (desk.follow_up == *due) {
    effect.text = "as " + desk.follow_up_by.name + " asked";
    desk.follow_up = {};
    desk.follow_up_by = {};
    effect.did = "followed up";
    effect.event = EventKind::alert_reopened;
    effect.reopens = is_ended(alert.state) && standing.newest;
    if (is_ended(alert.state) && !standing.newest) {
      // The case has moved on to another alert, which people look at already.
      effect.event = EventKind::alert_updated;
      return effect;
    }
    effect.state = AlertState::open;
    desk.snoozed_by = {};
    desk.snoozed_until = {};
    if (effect.reopens) {
      desk.outcome.clear();
      desk.ended_by = {};
    }
    return effect;
  }
  if (alert.state == AlertState::snoozed && desk.snoozed_until == *due) {
    effect.state = AlertState::open;
    effect.text = "snoozed by " + desk.snoozed_by.name;
    desk.snoozed_by = {};
    desk.snoozed_until = {};
    effect.did = "woke";
    effect.event = EventKind::alert_reopened;
    return effect;
  }
  // An acknowledgement that nobody acted on does not rot: somebody else is asked.
  effect.did = "escalated";
  effect.event = EventKind::alert_escalated;
  effect.text = "acknowledged by " + desk.acked_by.name + ", and nothing followed";
  if (desk.assignee.user == desk.acked_by.user && desk.assigned == desk.acked) {
    desk.assignee = {};
    desk.assigned = {};
  }
  desk.acked_by = {};
  desk.acked = desk.ack_until = {};
  return effect;
}

}  // namespace tocsin
