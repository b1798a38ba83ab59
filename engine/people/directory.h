#pragma once
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/people/accounts.h"
#include "engine/people/actor.h"
#include "engine/people/people_changes.h"
#include "engine/people/seed_box.h"

namespace tocsin {

class PeopleStore;

/// What the operator decides of accounts.
struct PeopleRules {
  /// A session ends that was not used for so long: of viewers, agents and leads, who watch a page
  /// all day, and of rule authors and admins. 5m–30d
  std::chrono::minutes idle_desk{12 * 60};
  std::chrono::minutes idle_office{30};
  std::chrono::minutes absolute{24 * 60};  ///< however much it is used; 5m–30d
  /// What a page left open must not do takes a password or a code given no longer ago. 5m–30d
  std::chrono::minutes step_up{5};
  std::vector<Role> require_totp;  ///< may do nothing without one-time codes but set them up
  Role local_role = Role::admin;   ///< of this machine, while there are no users
};

/// Everybody who may come in, in memory: answers who a request is from without the store.
///
/// Threads    Any; readers share. apply() by one thread at a time.
/// Ownership  Answers are copies.
/// Cost       A hash of the secret and two look-ups.
class Directory {
 public:
  explicit Directory(PeopleRules rules, SeedBox seeds = {})
      : rules_(std::move(rules)), seeds_(std::move(seeds)) {}

  void load(const PeopleStore& store);
  /// What has become durable.
  void apply(const PeopleChanges& changes);

  const PeopleRules& rules() const { return rules_; }
  const SeedBox& seeds() const { return seeds_; }
  bool has_users() const { return user_count_ > 0; }

  /// Whoever sits at this machine; nobody, once there are users.
  std::optional<Actor> local(std::string_view address) const;
  /// Of a cookie or a token. Nobody where it is unknown, ended or expired, or its user disabled.
  /// Counts as use.
  std::optional<Actor> of_session(std::string_view secret, std::string_view address, Instant now);
  std::optional<Actor> of_token(std::string_view secret, std::string_view address, Instant now);
  /// The same actor with what it may now; nobody where it may no longer come in. `used`: it has
  /// done something, which keeps its session from ending idle.
  std::optional<Actor> now_of(const Actor& actor, Instant now, bool used = false);

  std::optional<User> user(std::string_view id) const;
  std::optional<User> user_with_login(std::string_view login) const;
  std::optional<User> user_with_link(const SecretHash& hash) const;
  std::vector<User> users() const;  ///< by login
  std::optional<Session> session(std::string_view id) const;
  /// Of a user, or all where `user` is empty; by id.
  std::vector<Session> sessions(std::string_view user) const;
  std::optional<ApiToken> token(std::string_view id) const;
  std::vector<ApiToken> tokens() const;  ///< by id
  std::size_t user_count() const { return user_count_; }

  /// The latest use of any of a user's sessions.
  std::optional<Instant> last_seen(std::string_view user) const;
  /// Until when a session may do what takes a password or a code given lately; nothing where there
  /// is no such session.
  std::optional<Instant> proved_until(std::string_view session) const;
  /// When a session ends if it is not used again.
  Instant ends(const Session& session, Role role) const;
  /// What was used since `since`, to be kept, and the sessions that have expired, to go.
  PeopleChanges used_since(Instant since, Instant now) const;

 private:
  template <class Record>
  struct Entry {
    explicit Entry(Record of, std::int64_t used) : record(std::move(of)), used_us(used) {}
    Record record;
    mutable std::atomic<std::int64_t> used_us;  ///< readers write it, under a shared lock
  };
  using SessionEntry = Entry<Session>;
  using TokenEntry = Entry<ApiToken>;
  struct HashOfHash {
    std::size_t operator()(const SecretHash& hash) const;
  };
  template <class Record>
  struct Known {
    std::map<std::string, std::unique_ptr<Entry<Record>>, std::less<>> by_id;
    std::unordered_map<SecretHash, Entry<Record>*, HashOfHash> by_hash;
    void put(const Record& record, std::int64_t used);
    void drop(std::string_view id);
    const Entry<Record>* find(std::string_view id) const;
    const Entry<Record>* find(const SecretHash& hash) const;
  };

  const User* find_user(std::string_view id) const;
  std::optional<Actor> actor_of(const SessionEntry& entry, Instant now) const;
  std::optional<Actor> actor_of(const TokenEntry& entry, Instant now) const;
  /// Of an entry that a secret led to, if it did; counts as use.
  template <class Record>
  std::optional<Actor> used(const Entry<Record>* entry, std::string_view address,
                            Instant now) const;
  Session copy_of(const SessionEntry& entry) const;
  ApiToken copy_of(const TokenEntry& entry) const;
  Instant ends_unused(Instant created, Instant used, Role role) const;
  void put_user(const User& user);

  const PeopleRules rules_;
  const SeedBox seeds_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, User, std::less<>> users_;          // by id
  std::map<std::string, std::string, std::less<>> logins_;  // login → id
  Known<Session> sessions_;
  Known<ApiToken> tokens_;
  std::atomic<std::size_t> user_count_{0};
};

}  // namespace tocsin
