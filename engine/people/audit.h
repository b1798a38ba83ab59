#pragma once
#include <string>

#include "engine/time.h"

namespace tocsin {

/// One line of the audit log: who did what to what. Written in the same commit as what it tells
/// of; the store chains it to the one before (SECURITY H1).
struct AuditEntry {
  Instant at{};         ///< wall clock
  std::string user;     ///< Actor::user
  std::string name;     ///< Actor::name at the time
  std::string address;  ///< the peer's
  std::string action;   ///< `alert.claim`, `user.add`, `session.begin` …
  std::string target;   ///< an id
  std::string detail;   ///< for a person; never text of posts, never secrets
};

}  // namespace tocsin
