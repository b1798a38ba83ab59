#include "engine/people/directory.h"

#include <algorithm>
#include <cstring>
#include <mutex>

#include "engine/people/people_store.h"
#include "engine/people/secrets.h"

namespace tocsin {
namespace {

bool watches_all_day(Role role) {
  return role == Role::viewer || role == Role::agent || role == Role::lead;
}

std::int64_t used_us(const Session& session) {
  return us_of(session.last_seen);
}
std::int64_t used_us(const ApiToken& token) {
  return token.last_used ? us_of(*token.last_used) : 0;
}

/// Later of both; never back.
void raise(std::atomic<std::int64_t>& at, std::int64_t to) {
  std::int64_t is = at.load();
  while (is < to && !at.compare_exchange_weak(is, to)) {
  }
}

}  // namespace

std::size_t Directory::HashOfHash::operator()(const SecretHash& hash) const {
  std::size_t number = 0;
  std::memcpy(&number, hash.data(), sizeof number);
  return number;
}

template <class Record>
void Directory::Known<Record>::put(const Record& record, std::int64_t used) {
  if (const auto known = by_id.find(record.id); known != by_id.end()) {
    used = std::max(used, known->second->used_us.load());
    by_hash.erase(known->second->record.hash);
  }
  auto entry = std::make_unique<Entry<Record>>(record, used);
  by_hash[record.hash] = entry.get();
  by_id[record.id] = std::move(entry);
}

template <class Record>
void Directory::Known<Record>::drop(std::string_view id) {
  const auto known = by_id.find(id);
  if (known == by_id.end()) return;
  by_hash.erase(known->second->record.hash);
  by_id.erase(known);
}

template <class Record>
auto Directory::Known<Record>::find(std::string_view id) const -> const Entry<Record>* {
  const auto known = by_id.find(id);
  return known == by_id.end() ? nullptr : known->second.get();
}

template <class Record>
auto Directory::Known<Record>::find(const SecretHash& hash) const -> const Entry<Record>* {
  const auto known = by_hash.find(hash);
  return known == by_hash.end() ? nullptr : known->second;
}

void Directory::load(const PeopleStore& store) {
  PeopleChanges all;
  store.each_user([&](const User& user) { all.users.push_back(user); });
  store.each_session([&](const Session& session) { all.sessions.push_back(session); });
  store.each_token([&](const ApiToken& token) { all.tokens.push_back(token); });
  apply(all);
}

void Directory::put_user(const User& user) {
  if (const auto known = users_.find(user.id); known != users_.end())
    logins_.erase(known->second.login);
  logins_[user.login] = user.id;
  users_[user.id] = user;
}

void Directory::apply(const PeopleChanges& changes) {
  const std::unique_lock lock(mutex_);
  for (const auto& user : changes.users) put_user(user);
  for (const auto& session : changes.sessions) sessions_.put(session, used_us(session));
  for (const auto& token : changes.tokens) tokens_.put(token, used_us(token));
  for (const auto& id : changes.sessions_gone) sessions_.drop(id);
  for (const auto& id : changes.tokens_gone) tokens_.drop(id);
  user_count_ = users_.size();
}

const User* Directory::find_user(std::string_view id) const {
  const auto known = users_.find(id);
  return known == users_.end() ? nullptr : &known->second;
}

Instant Directory::ends_unused(Instant created, Instant used, Role role) const {
  const auto idle = watches_all_day(role) ? rules_.idle_desk : rules_.idle_office;
  return std::min<Instant>(created + rules_.absolute, std::max(created, used) + idle);
}

std::optional<Instant> Directory::proved_until(std::string_view id) const {
  const std::shared_lock lock(mutex_);
  const auto* entry = sessions_.find(id);
  if (entry == nullptr) return std::nullopt;
  return entry->record.proved + rules_.step_up;
}

Instant Directory::ends(const Session& session, Role role) const {
  return ends_unused(session.created, session.last_seen, role);
}

std::optional<Actor> Directory::local(std::string_view address) const {
  if (has_users()) return std::nullopt;
  auto actor = local_admin();
  actor.role = rules_.local_role;
  actor.address = address;
  return actor;
}

std::optional<Actor> Directory::actor_of(const SessionEntry& entry, Instant now) const {
  const Session& session = entry.record;
  const User* user = find_user(session.user);
  if (user == nullptr || user->disabled) return std::nullopt;
  if (ends_unused(session.created, instant_from_us(entry.used_us), user->role) <= now)
    return std::nullopt;
  Actor actor{.user = user->id,
              .name = user->name,
              .role = user->role,
              .scopes = {},
              .session = session.id,
              .address = {}};
  if (user->totp_seed.empty() &&
      std::ranges::find(rules_.require_totp, user->role) != rules_.require_totp.end())
    actor.scopes = {Right::signed_in};
  return actor;
}

std::optional<Actor> Directory::actor_of(const TokenEntry& entry, Instant now) const {
  const ApiToken& token = entry.record;
  if (token.expires && *token.expires <= now) return std::nullopt;
  Actor actor{.user = token.id,
              .name = token.name,
              .role = Role::admin,
              .scopes = token.scopes,
              .session = {},
              .address = {}};
  if (!token.owner.empty()) {
    const User* owner = find_user(token.owner);
    if (owner == nullptr || owner->disabled) return std::nullopt;
    actor.role = owner->role;
    std::erase_if(actor.scopes, [&](Right right) { return !tocsin::may(owner->role, right); });
  }
  // No scope at all would mean: whatever the role may.
  if (actor.scopes.empty()) return std::nullopt;
  return actor;
}

template <class Record>
std::optional<Actor> Directory::used(const Entry<Record>* entry, std::string_view address,
                                     Instant now) const {
  if (entry == nullptr) return std::nullopt;
  auto actor = actor_of(*entry, now);
  if (!actor) return std::nullopt;
  raise(entry->used_us, us_of(now));
  actor->address = address;
  return actor;
}

std::optional<Actor> Directory::of_session(std::string_view secret, std::string_view address,
                                           Instant now) {
  const auto hash = hash_of_secret(secret);
  const std::shared_lock lock(mutex_);
  return used(sessions_.find(hash), address, now);
}

std::optional<Actor> Directory::of_token(std::string_view secret, std::string_view address,
                                         Instant now) {
  if (!has_form_of_api_token(secret)) return std::nullopt;
  const auto hash = hash_of_secret(secret);
  const std::shared_lock lock(mutex_);
  return used(tokens_.find(hash), address, now);
}

std::optional<Actor> Directory::now_of(const Actor& actor, Instant now, bool used) {
  if (actor.user == "local") return local(actor.address);
  const std::shared_lock lock(mutex_);
  std::optional<Actor> is;
  if (const auto* session = sessions_.find(std::string_view(actor.session))) {
    is = actor_of(*session, now);
    if (is && used) raise(session->used_us, us_of(now));
  } else if (const auto* token = tokens_.find(std::string_view(actor.user))) {
    is = actor_of(*token, now);
    if (is && used) raise(token->used_us, us_of(now));
  }
  if (is) is->address = actor.address;
  return is;
}

std::optional<User> Directory::user(std::string_view id) const {
  const std::shared_lock lock(mutex_);
  const User* known = find_user(id);
  return known == nullptr ? std::nullopt : std::optional(*known);
}

std::optional<User> Directory::user_with_login(std::string_view login) const {
  const std::shared_lock lock(mutex_);
  const auto known = logins_.find(login);
  return known == logins_.end() ? std::nullopt : std::optional(*find_user(known->second));
}

std::optional<User> Directory::user_with_link(const SecretHash& hash) const {
  const std::shared_lock lock(mutex_);
  for (const auto& [id, user] : users_)
    if (user.link && user.link->hash == hash) return user;
  return std::nullopt;
}

std::vector<User> Directory::users() const {
  const std::shared_lock lock(mutex_);
  std::vector<User> all;
  all.reserve(users_.size());
  for (const auto& [login, id] : logins_) all.push_back(*find_user(id));
  return all;
}

Session Directory::copy_of(const SessionEntry& entry) const {
  Session session = entry.record;
  session.last_seen = instant_from_us(entry.used_us);
  return session;
}

ApiToken Directory::copy_of(const TokenEntry& entry) const {
  ApiToken token = entry.record;
  if (const auto used = entry.used_us.load(); used != 0) token.last_used = instant_from_us(used);
  return token;
}

std::optional<Session> Directory::session(std::string_view id) const {
  const std::shared_lock lock(mutex_);
  const auto* entry = sessions_.find(id);
  return entry == nullptr ? std::nullopt : std::optional(copy_of(*entry));
}

std::vector<Session> Directory::sessions(std::string_view user) const {
  const std::shared_lock lock(mutex_);
  std::vector<Session> all;
  for (const auto& [id, entry] : sessions_.by_id)
    if (user.empty() || entry->record.user == user) all.push_back(copy_of(*entry));
  return all;
}

std::optional<ApiToken> Directory::token(std::string_view id) const {
  const std::shared_lock lock(mutex_);
  const auto* entry = tokens_.find(id);
  return entry == nullptr ? std::nullopt : std::optional(copy_of(*entry));
}

std::vector<ApiToken> Directory::tokens() const {
  const std::shared_lock lock(mutex_);
  std::vector<ApiToken> all;
  for (const auto& [id, entry] : tokens_.by_id) all.push_back(copy_of(*entry));
  return all;
}

std::optional<Instant> Directory::last_seen(std::string_view user) const {
  const std::shared_lock lock(mutex_);
  std::optional<Instant> latest;
  for (const auto& [id, entry] : sessions_.by_id) {
    const auto used = instant_from_us(entry->used_us);
    if (entry->record.user == user && (!latest || used > *latest)) latest = used;
  }
  return latest;
}

PeopleChanges Directory::used_since(Instant since, Instant now) const {
  const std::shared_lock lock(mutex_);
  PeopleChanges changes;
  for (const auto& [id, entry] : sessions_.by_id) {
    const User* user = find_user(entry->record.user);
    const auto used = instant_from_us(entry->used_us);
    if (user == nullptr || ends_unused(entry->record.created, used, user->role) <= now)
      changes.sessions_gone.push_back(id);
    else if (used > since)
      changes.sessions.push_back(copy_of(*entry));
  }
  for (const auto& [id, entry] : tokens_.by_id)
    if (instant_from_us(entry->used_us) > since) changes.tokens.push_back(copy_of(*entry));
  return changes;
}

}  // namespace tocsin
