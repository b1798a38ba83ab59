#pragma once
#include "engine/time.h"
#include "storage/database.h"

namespace tocsin::storage {

/// Rewrites tables of a family, without their expired records: those in which a fifth is
/// older than `cutoff`, or something older than `at_latest`. What is rewritten so costs at most
/// five times what expires.
///
/// Threads    Any; works in the caller's.
/// Limits     At most eight tables of about 32 MB in a call; the next call goes on.
/// Errors     None: a table that cannot be rewritten now (a compaction has it) is left for later.
void rewrite_expired(const Database& database, Family family, Instant cutoff, Instant at_latest);

}  // namespace tocsin::storage
