#include "engine/people/people.h"

#include <utility>

#include "engine/people/people_store.h"

namespace tocsin {
namespace {

bool is_empty(const PeopleChanges& c) {
  return c.users.empty() && c.sessions.empty() && c.tokens.empty() && c.sessions_gone.empty() &&
         c.tokens_gone.empty();
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void add_to(Commit& commit, const PeopleChanges& changes, const std::vector<AuditEntry>& audit) {
  if (!commit.people) commit.people = std::make_shared<PeopleChanges>();
  append(commit.people->users, changes.users);
  append(commit.people->sessions, changes.sessions);
  append(commit.people->tokens, changes.tokens);
  append(commit.people->sessions_gone, changes.sessions_gone);
  append(commit.people->tokens_gone, changes.tokens_gone);
  append(commit.audit, audit);
}

}  // namespace

void Draft::note(std::string action, std::string target, std::string detail) {
  audit.push_back({.at = at,
                   .user = by.user,
                   .name = by.name,
                   .address = by.address,
                   .action = std::move(action),
                   .target = std::move(target),
                   .detail = std::move(detail)});
}

People::People(const PeopleStore& store, const Clock& clock, PeopleOptions options, PeopleLine line)
    : store_(store),
      clock_(clock),
      directory_(std::move(options.rules), std::move(options.seeds)),
      passwords_(options.password),
      line_(std::move(line)),
      uses_kept_(clock.now()) {
  directory_.load(store);
}

void People::on_change(std::function<void()> told) {
  const std::scoped_lock lock(mutex_);
  told_ = std::move(told);
}

void People::change(Actor by, Change make, Done done) {
  {
    const std::scoped_lock lock(mutex_);
    if (waiting_.size() < bounds::changes_waiting) {
      waiting_.push_back({std::move(by), std::move(make), std::move(done)});
      if (std::exchange(busy_, true)) return;
      make = nullptr;
    }
  }
  if (make)
    return done(std::unexpected(Refusal{503, "busy", "too much is being changed: try again"}));
  work();
}

std::optional<People::Waiting> People::next() {
  const std::scoped_lock lock(mutex_);
  if (waiting_.empty()) {
    busy_ = false;
    return std::nullopt;
  }
  auto one = std::move(waiting_.front());
  waiting_.pop_front();
  return one;
}

// Until one change is on its way: kept() goes on with the next.
void People::work() {
  while (auto one = next()) {
    Draft draft{directory_, clock_.now(), std::move(one->by), {}, {}};
    if (auto made = one->make(draft); !made) {
      one->done(std::move(made));
    } else if (is_empty(draft.changes) && draft.audit.empty()) {
      one->done({});
    } else {
      return keep(std::make_shared<PeopleChanges>(std::move(draft.changes)), std::move(draft.audit),
                  std::move(one->done));
    }
  }
}

void People::keep(std::shared_ptr<PeopleChanges> changes, std::vector<AuditEntry> audit,
                  Done done) {
  line_([changes, audit = std::move(audit)](Commit& commit) { add_to(commit, *changes, audit); },
        [this, changes, done = std::move(done)](bool ok) {
          kept(ok, *changes, done);
          work();
        });
}

void People::kept(bool ok, const PeopleChanges& changes, const Done& done) {
  if (!ok)
    return done(std::unexpected(Refusal{
        503, "not-kept", "this could not be kept now: look whether it holds, and try again"}));
  directory_.apply(changes);
  std::function<void()> told;
  {
    const std::scoped_lock lock(mutex_);
    told = told_;
  }
  if (told) told();
  done({});
}

void People::keep_uses() {
  const Instant since = std::exchange(uses_kept_, clock_.now());
  change(
      local_admin(),
      [since](Draft& draft) -> Result {
        draft.changes = draft.now.used_since(since, draft.at);
        return {};
      },
      [](const Result&) {});
}

}  // namespace tocsin
