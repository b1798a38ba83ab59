#pragma once
#include "engine/records.h"

namespace tocsin {

/// The rolling 30 days of an author's kept posts and complaints, by day of stream time.
///
/// Threads    Pure.

/// What rules may ask of the author, as of `now`: sums over the 30 days that end today.
HistoryFacts facts_of(const AuthorState& author, Instant now);
/// Counts a kept post at `when`; days older than 30 before the newest are forgotten.
void count_post(AuthorState& author, Instant when, bool complaint);

}  // namespace tocsin
