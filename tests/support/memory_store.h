#pragma once
#include <algorithm>
#include <cctype>
#include <map>
#include <mutex>
#include <vector>

#include "engine/desk/desk_changes.h"
#include "engine/desk/desk_store.h"
#include "engine/store.h"

namespace tocsin::test {

/// A store in memory that can lose power: what was written without sync after the last synced
/// write may be gone, always as a whole tail.
class MemoryStore final : public Store, public DeskStore {
 public:
  std::expected<void, StoreError> write(std::span<const Commit* const> commits) override {
    const std::lock_guard lock(mutex_);
    if (fail_writes_ > 0) {
      --fail_writes_;
      return std::unexpected(StoreError{StoreFault::full, "no space left (test)"});
    }
    for (const auto* commit : commits) {
      log_.push_back(owned(*commit));
      apply(log_.back());
      if (commit->must_sync) synced_ = log_.size();
    }
    return {};
  }
  std::expected<void, StoreError> reopen() override { return {}; }

  /// The next n writes fail as if the disk were full.
  void fail_next(int n) { fail_writes_ = n; }
  /// Keeps what was synced and `unsynced_kept` further writes.
  void lose_power(std::size_t unsynced_kept) {
    const std::lock_guard lock(mutex_);
    log_.resize(std::min(log_.size(), synced_ + unsynced_kept));
    state_ = {};
    for (const auto& entry : log_) apply(entry);
    synced_ = log_.size();
  }
  std::size_t writes() const { return log_.size(); }

  std::optional<KeptPost> post(PostKey key) const override { return get(state_.posts, key); }
  std::optional<AuthorState> author(AuthorKey key) const override {
    return get(state_.authors, key);
  }
  std::optional<Case> find_case(CaseId id) const override { return get(state_.cases, id); }
  std::optional<Alert> alert(AlertId id) const override { return get(state_.alerts, id); }
  std::vector<std::optional<KeptPost>> posts(std::span<const PostKey> keys) const override {
    std::vector<std::optional<KeptPost>> found;
    for (const auto key : keys) found.push_back(post(key));
    return found;
  }
  std::vector<Alert> alerts(const AlertQuery& query) const override {
    std::vector<Alert> found;
    each_alert([&](const Alert& a) {
      if (!query.states.empty() && std::ranges::find(query.states, a.state) == query.states.end())
        return;
      found.insert(found.begin(), a);
    });
    if (found.size() > query.limit) found.resize(query.limit);
    return found;
  }
  std::vector<Case> cases(const CaseQuery&) const override {
    const std::lock_guard lock(mutex_);
    std::vector<Case> found;
    for (const auto& [id, c] : state_.cases) found.push_back(c);
    return found;
  }
  void each_alert(const std::function<void(const Alert&)>& visit) const override {
    std::map<std::uint64_t, Alert> ordered;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [id, a] : state_.alerts) ordered.emplace(a.raised_seq, a);
    }
    for (const auto& [seq, a] : ordered) visit(a);
  }
  void each_post_key(const std::function<void(PostKey)>& visit) const override {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, p] : state_.posts) visit(key);
  }
  void each_case_id(const std::function<void(CaseId)>& visit) const override {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, c] : state_.cases) visit(id);
  }
  void each_post(Instant since, const std::function<bool(const KeptPost&)>& visit) const override {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, p] : state_.posts)
      if (p.last_seen >= since && !visit(p)) return;
  }
  void each_dead_letter(const std::function<void(const DeadLetter&)>& visit) const override {
    const std::lock_guard lock(mutex_);
    for (const auto& letter : state_.dead_letters) visit(letter);
  }
  std::vector<Event> events(std::uint64_t since, std::size_t most) const override {
    const std::lock_guard lock(mutex_);
    std::vector<Event> found;
    for (auto it = state_.events.upper_bound(since);
         it != state_.events.end() && found.size() < most; ++it)
      found.push_back(it->second);
    return found;
  }
  std::uint64_t first_seq() const override {
    const std::lock_guard lock(mutex_);
    return state_.events.empty() ? 1 : state_.events.begin()->first;
  }
  std::uint64_t last_seq() const override {
    const std::lock_guard lock(mutex_);
    return state_.events.empty() ? 0 : state_.events.rbegin()->first;
  }
  std::string cursor(std::string_view name) const override {
    return get(state_.cursors, std::string(name)).value_or("");
  }
  std::optional<std::string> meta(std::string_view key) const override {
    return get(state_.meta, std::string(key));
  }
  void each_meta(
      std::string_view prefix,
      const std::function<void(std::string_view, std::string_view)>& visit) const override {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, value] : state_.meta)
      if (key.starts_with(prefix)) visit(key, value);
  }
  std::vector<PostKey> posts_of(AuthorKey author) const override {
    const std::lock_guard lock(mutex_);
    std::vector<PostKey> keys;
    for (const auto& [key, p] : state_.posts)
      if (p.gone == Gone::no && author_key(p.post.source, p.post.author.id) == author)
        keys.push_back(key);
    return keys;
  }
  std::vector<KindSize> sizes() const override { return {}; }
  const DeskStore* desk() const override { return this; }
  std::vector<TimelineEntry> timeline(CaseId id, std::size_t) const override {
    const std::lock_guard lock(mutex_);
    std::vector<TimelineEntry> found;
    for (const auto& [key, line] : state_.timeline)
      if (line.in == id) found.push_back(line);
    return found;
  }
  void each_deed(const std::function<void(const Deed&)>& visit) const override {
    const std::lock_guard lock(mutex_);
    for (const auto& [began, deed] : state_.deeds) visit(deed);
  }
  void each_reply(const std::function<void(const Reply&)>& visit) const override {
    const std::lock_guard lock(mutex_);
    for (const auto& [place, reply] : state_.replies) visit(reply);
  }
  std::vector<Reply> replies(CaseId in) const override {
    const std::lock_guard lock(mutex_);
    std::vector<Reply> found;
    for (const auto& [place, reply] : state_.replies)
      if (reply.in == in) found.push_back(reply);
    return found;
  }
  PostPage search(const PostQuery&) const override { return {}; }
  /// The sum of a counter over all hours.
  std::int64_t counted(const std::string& name) const {
    return get(state_.rollups, name).value_or(0);
  }
  void enforce_retention(Instant) override {}

 private:
  struct Entry {
    std::vector<std::pair<PostKey, KeptPost>> posts;
    std::vector<PostGone> gone;
    std::vector<AuthorState> authors;
    std::vector<Case> cases;
    std::vector<Alert> alerts;
    std::vector<Event> events;
    std::vector<DeadLetter> dead_letters;
    std::vector<SourceCursor> cursors;
    std::vector<std::pair<std::string, std::string>> meta;
    std::shared_ptr<DeskChanges> desk;
    std::vector<RollupAdd> rollups;
  };
  struct State {
    std::map<PostKey, KeptPost> posts;
    std::map<AuthorKey, AuthorState> authors;
    std::map<CaseId, Case> cases;
    std::map<AlertId, Alert> alerts;
    std::map<std::uint64_t, Event> events;
    std::vector<DeadLetter> dead_letters;
    std::map<std::string, std::string> cursors;
    std::map<std::string, std::string> meta;
    std::map<std::pair<std::uint64_t, std::uint32_t>, TimelineEntry> timeline;
    std::map<std::uint64_t, Deed> deeds;
    std::map<std::pair<CaseId, std::uint32_t>, Reply> replies;
    std::map<std::string, std::int64_t> rollups;
  };

  static Entry owned(const Commit& commit) {
    Entry e{{},
            commit.gone,
            commit.authors,
            commit.cases,
            commit.alerts,
            commit.events,
            commit.dead_letters,
            commit.cursors,
            commit.meta,
            commit.desk,
            commit.rollups};
    for (const auto& w : commit.posts) {
      KeptPost p;
      p.post = own(w.post);
      p.version = w.version;
      p.ours = w.ours;
      p.first_seen = w.first_seen;
      p.last_seen = w.last_seen;
      p.brands = w.brands;
      p.findings = w.findings;
      p.cases = w.cases;
      p.kept_rate = w.kept_rate;
      p.unscanned = w.unscanned;
      e.posts.emplace_back(w.key, std::move(p));
    }
    return e;
  }
  void apply(const Entry& e) {
    for (const auto& [key, p] : e.posts) state_.posts[key] = p;
    for (const auto& g : e.gone)
      if (const auto it = state_.posts.find(g.key); it != state_.posts.end()) {
        it->second.gone = g.gone;
        it->second.post.text.clear();
      }
    for (const auto& a : e.authors) state_.authors[a.key] = a;
    for (const auto& c : e.cases) state_.cases[c.id] = c;
    for (const auto& a : e.alerts) state_.alerts[a.id] = a;
    for (const auto& ev : e.events) state_.events[ev.seq] = ev;
    state_.dead_letters.insert(state_.dead_letters.end(), e.dead_letters.begin(),
                               e.dead_letters.end());
    for (const auto& c : e.cursors) state_.cursors[c.source] = c.value;
    for (const auto& [key, value] : e.meta)
      if (value.empty())
        state_.meta.erase(key);
      else
        state_.meta[key] = value;
    for (const auto& r : e.rollups) state_.rollups[r.name] += r.by;
    if (!e.desk) return;
    for (const auto& line : e.desk->timeline) state_.timeline[{line.seq, line.part}] = line;
    for (const auto& deed : e.desk->deeds) state_.deeds[deed.began] = deed;
    for (const auto& reply : e.desk->replies) state_.replies[{reply.in, reply.number}] = reply;
    for (const auto began : e.desk->forgotten) state_.deeds.erase(began);
  }
  template <class Map>
  std::optional<typename Map::mapped_type> get(const Map& map,
                                               const typename Map::key_type& key) const {
    const std::lock_guard lock(mutex_);
    const auto it = map.find(key);
    if (it == map.end()) return std::nullopt;
    return it->second;
  }

  mutable std::mutex mutex_;
  std::vector<Entry> log_;
  std::size_t synced_ = 0;
  State state_;
  int fail_writes_ = 0;
};

}  // namespace tocsin::test
