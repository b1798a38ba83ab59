#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/desk/action.h"

namespace tocsin {

/// What an alert was before an action: enough to take it back.
struct Before {
  AlertId alert;
  std::uint32_t version = 0;  ///< the alert's with the action: undone only while nobody did more
  AlertState state = AlertState::open;
  Instant due{};
  Instant ended{};
  std::string ended_because;
  AlertDesk desk;
};

/// One of many that a bulk action left as it was.
struct Skipped {
  AlertId alert;
  std::string why;
  Person by;
};

/// An action that was done, remembered so that it can be undone, and answered again.
struct Deed {
  std::uint64_t began = 0;  ///< seq of its first event: its id is of that
  std::uint64_t seq = 0;    ///< of its last event
  Instant at{};             ///< wall clock
  Person by;
  ActionKind kind{};
  bool bulk = false;
  Id128 key;               ///< of its Idempotency-Key; empty: none
  Id128 fingerprint;       ///< of what was asked for
  ActionId undoes;         ///< what it took back
  AlertId alert;           ///< of a single one
  std::uint32_t done = 0;  ///< alerts that it changed
  std::vector<Skipped> skipped;
  std::vector<Before> before;  ///< while it can be undone
  Person undone_by;            ///< whoever took it back
  Instant undone{};
};

/// What somebody who asked for an action is told.
struct ActionAnswer {
  std::optional<Refused> refused;
  bool unavailable = false;    ///< the engine stops: it may or may not have been done; ask again
  std::optional<Alert> alert;  ///< of a single one: as it stands with it
  std::uint64_t seq = 0;       ///< of its event; where nothing changed, of what made it so
  ActionId action;             ///< empty: nothing changed
  Instant undo_until{};        ///< zero: it cannot be undone
  bool bulk = false;
  std::uint32_t done = 0;
  std::vector<Skipped> skipped;
  CaseId in_case;  ///< of what is done with cases: where it is now
};

/// A request to make a case part of another one.
struct MergeRequest {
  CaseId from;
  CaseId into;
  Actor by;
  std::function<bool()> still_may;  ///< as Action::still_may
};

/// A request to take posts out of a case, into a case of their own.
struct SplitRequest {
  CaseId from;
  std::vector<std::string> posts;  ///< ids, without repeats
  Actor by;
  std::function<bool()> still_may;  ///< as Action::still_may
};

/// A request to take an action back.
struct UndoRequest {
  ActionId action;
  Actor by;
  std::string key;                  ///< as Action::key
  std::function<bool()> still_may;  ///< as Action::still_may
};

/// A line of a case's timeline: what was done, by whom; `by` is nobody where a timer did it.
struct TimelineEntry {
  Instant at{};  ///< wall clock
  CaseId in;
  std::uint64_t seq = 0;  ///< of its event: with `part` its place in the case
  std::uint32_t part = 0;
  ActionId action;
  Person by;
  std::string kind;  ///< `claimed`, `noted` …
  AlertId alert;
  std::string text;  ///< a note's text, or a line for people
  bool undone = false;
};

}  // namespace tocsin
