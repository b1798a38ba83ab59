#pragma once
#include <deque>
#include <expected>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "engine/commit.h"
#include "engine/people/directory.h"
#include "engine/people/password_room.h"
#include "engine/people/throttle.h"

namespace tocsin {

/// Why a change to people is not made: an HTTP status and a stable code, which the command line
/// tells as well.
struct Refusal {
  int status = 400;
  std::string code;
  std::string detail;  ///< for a person: what, and what to do instead
};

/// A change in the making: what it reads is as all changes before it left it.
struct Draft {
  const Directory& now;
  Instant at{};
  Actor by;
  PeopleChanges changes;
  std::vector<AuditEntry> audit;

  void note(std::string action, std::string target, std::string detail);
};

struct PeopleOptions {
  PeopleRules rules;
  PasswordCost password;
  SeedBox seeds{};  ///< with the host's key: what another one sealed cannot be checked
};

/// Where a change goes to become durable: `fill` adds it to a commit, `kept` is told how that
/// ended. Each exactly once, `kept` last, on any thread.
using PeopleLine =
    std::function<void(std::function<void(Commit&)> fill, std::function<void(bool)> kept)>;

/// Everybody who may come in, and how that changes: one change after the other, each seen by
/// requests when it is durable and not before.
///
/// Threads    Any. A change is drafted, and its end told, on whatever thread the one before it
///            ended on: neither may wait.
/// Ownership  Borrows store, clock and what the line leads to. Nothing may be under way when it
///            goes: stop the line before.
/// Limits     bounds::changes_waiting; further ones are refused with 503.
/// Errors     A change that the line did not take, or whose store failed, is refused with 503.
class People {
 public:
  using Result = std::expected<void, Refusal>;
  using Change = std::function<Result(Draft&)>;
  using Done = std::function<void(Result)>;

  /// Reads who there is: may throw StoreReadFailed.
  People(const PeopleStore& store, const Clock& clock, PeopleOptions options, PeopleLine line);

  /// A change that changes nothing and notes nothing writes nothing.
  void change(Actor by, Change make, Done done);
  /// Told after each change to people is durable: sessions may have ended.
  void on_change(std::function<void()> told);
  /// Now and then: keeps when sessions and tokens were last used, and ends those that have expired.
  void keep_uses();

  Directory& directory() { return directory_; }
  const Directory& directory() const { return directory_; }
  const PeopleStore& store() const { return store_; }
  const Clock& clock() const { return clock_; }
  PasswordRoom& passwords() { return passwords_; }
  Throttle& throttle() { return throttle_; }

 private:
  struct Waiting {
    Actor by;
    Change make;
    Done done;
  };
  std::optional<Waiting> next();
  void work();
  void keep(std::shared_ptr<PeopleChanges> changes, std::vector<AuditEntry> audit, Done done);
  void kept(bool ok, const PeopleChanges& changes, const Done& done);

  const PeopleStore& store_;
  const Clock& clock_;
  Directory directory_;
  PasswordRoom passwords_;
  Throttle throttle_;
  const PeopleLine line_;

  std::mutex mutex_;
  std::deque<Waiting> waiting_;
  bool busy_ = false;
  std::function<void()> told_;
  Instant uses_kept_{};
};

}  // namespace tocsin
