#pragma once
#include <map>
#include <mutex>

#include "engine/commit.h"
#include "engine/people/people.h"
#include "engine/people/people_store.h"

namespace tocsin::test {

/// People kept in memory: what a line made of it keeps, is there at once.
class MemoryPeople final : public PeopleStore {
 public:
  /// Takes changes until told otherwise; then says that they were not kept.
  PeopleLine line() {
    return [this](const std::function<void(Commit&)>& fill, const std::function<void(bool)>& kept) {
      if (fails_) return kept(false);
      Commit commit;
      fill(commit);
      keep(commit);
      kept(true);
    };
  }
  void fail(bool fails) { fails_ = fails; }

  void each_user(const std::function<void(const User&)>& visit) const override {
    each(users_, visit);
  }
  void each_session(const std::function<void(const Session&)>& visit) const override {
    each(sessions_, visit);
  }
  void each_token(const std::function<void(const ApiToken&)>& visit) const override {
    each(tokens_, visit);
  }
  std::vector<AuditLine> audit(std::uint64_t before, std::size_t most) const override {
    const std::scoped_lock lock(mutex_);
    std::vector<AuditLine> lines;
    for (auto seq = before == 0 ? audit_.size() : std::min<std::size_t>(before - 1, audit_.size());
         seq > 0 && lines.size() < most; --seq)
      lines.push_back({seq, audit_[seq - 1]});
    return lines;
  }
  AuditVerdict verify_audit() const override { return {}; }

 private:
  template <class Map, class Visit>
  void each(const Map& map, const Visit& visit) const {
    const std::scoped_lock lock(mutex_);
    for (const auto& [id, record] : map) visit(record);
  }
  void keep(const Commit& commit) {
    const std::scoped_lock lock(mutex_);
    audit_.insert(audit_.end(), commit.audit.begin(), commit.audit.end());
    if (!commit.people) return;
    for (const auto& user : commit.people->users) users_[user.id] = user;
    for (const auto& session : commit.people->sessions) sessions_[session.id] = session;
    for (const auto& token : commit.people->tokens) tokens_[token.id] = token;
    for (const auto& id : commit.people->sessions_gone) sessions_.erase(id);
    for (const auto& id : commit.people->tokens_gone) tokens_.erase(id);
  }

  mutable std::mutex mutex_;
  std::map<std::string, User> users_;
  std::map<std::string, Session> sessions_;
  std::map<std::string, ApiToken> tokens_;
  std::vector<AuditEntry> audit_;
  std::atomic<bool> fails_{false};
};

/// The least that libsodium takes: tests hash often.
inline PasswordCost quick_cost() {
  return {.passes = 1, .bytes = 8192};
}

}  // namespace tocsin::test
