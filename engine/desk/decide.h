#pragma once
#include <expected>
#include <string>

#include "engine/desk/action.h"

namespace tocsin {

/// What an action makes of an alert.
struct Effect {
  AlertState state = AlertState::open;
  AlertDesk desk;
  bool nothing = false;  ///< it is so already: done without an effect
  EventKind event{};     ///< what everybody is told
  std::string did;       ///< for the timeline: `claimed`
  std::string text;      ///< for the timeline: `until 12:30`, a note …
  bool moves = false;    ///< whose it is, or its state: a stale `version` conflicts with it
};

/// What the alert's surroundings say.
struct Standing {
  bool newest = true;  ///< is_newest(): an older one is not opened again
  Instant now{};       ///< wall clock
};

/// Whether people work on this alert of the case, if on any.
inline bool is_newest(const Case& in, AlertId alert) {
  return in.alert == alert && in.merged_into.empty();
}

/// Decides one action on one alert: a function of its arguments alone. The whole table of who may
/// do what to an alert in which state is here (tests/desk/decide_test.cpp shows it).
///
/// Threads    Pure.
/// Errors     Refused: what stands in the way, who did it and when.
std::expected<Effect, Refused> decide(const Alert& alert, const Action& action,
                                      const Standing& standing);

/// What becomes of an alert when a time that somebody set has come; nothing: none has.
struct TimerEffect {
  AlertState state = AlertState::open;
  AlertDesk desk;
  EventKind event{};
  std::string did;
  std::string text;
  bool reopens = false;  ///< it had ended
};
std::optional<TimerEffect> ring(const Alert& alert, const Standing& standing);

/// When the next time that somebody set for it comes; nothing: none is set.
std::optional<Instant> next_ring(const Alert& alert);

}  // namespace tocsin
