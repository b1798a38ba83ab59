#pragma once
#include "engine/records.h"

namespace tocsin {

/// What is known beside the findings when an alert is weighed.
struct TriageFacts {
  HistoryFacts history;  ///< before the post that raised or updated it
  std::optional<std::int64_t> followers;
  std::optional<bool> verified;
  std::optional<Instant> account_created;
  Instant now{};  ///< stream time
};

/// What is remembered of the author (nullptr: nothing), as of `now`.
TriageFacts facts_about(const AuthorState* author, Instant now);

/// Severity, risk with its reasons, signals, rule, advice: all that follows from an alert's
/// findings. Findings of the same rule count once. Leaves `due` to due_after().
///
/// Threads    Pure.
void weigh(Alert& alert, const TriageFacts& facts);

/// How long a person may take to look: from the time of the post that raised it.
Micros due_after(Severity severity);

/// What to do, and why: a function of signals and of who speaks.
Advice advise(const Alert& alert, const TriageFacts& facts);

}  // namespace tocsin
