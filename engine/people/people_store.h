#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/people/accounts.h"
#include "engine/people/audit.h"

namespace tocsin {

/// An entry of the audit log with its place in the chain.
struct AuditLine {
  std::uint64_t seq = 0;  ///< dense, from 1
  AuditEntry entry;
};

/// Whether the audit log is what was written.
struct AuditVerdict {
  std::uint64_t first = 0;  ///< kept; 0: the log is empty
  std::uint64_t last = 0;
  std::uint64_t broken = 0;  ///< the first entry that is not as it was written; 0: none
  std::string why;           ///< for a person
  std::string head;          ///< the last entry's hash, in hex: worth noting elsewhere
};

/// What is kept of people. Written by commits (Commit::people, Commit::audit).
///
/// Threads    Any.
/// Errors     StoreReadFailed where the store is damaged or closed.
class PeopleStore {
 public:
  virtual ~PeopleStore() = default;
  virtual void each_user(const std::function<void(const User&)>& visit) const = 0;
  virtual void each_session(const std::function<void(const Session&)>& visit) const = 0;
  virtual void each_token(const std::function<void(const ApiToken&)>& visit) const = 0;
  /// Newest first, at most `most`, with seq < before; 0: from the newest.
  virtual std::vector<AuditLine> audit(std::uint64_t before, std::size_t most) const = 0;
  /// Reads all of it.
  virtual AuditVerdict verify_audit() const = 0;
};

}  // namespace tocsin
