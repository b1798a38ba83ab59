#pragma once
#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

#include "engine/store.h"

namespace tocsin::test {

/// A store whose contents a test sets directly. Lists filter and page as RocksStore's do.
class PlainStore final : public Store {
 public:
  void put(const KeptPost& kept) {
    const std::scoped_lock lock(mutex_);
    posts_[post_key(kept.post.source, kept.post.id)] = kept;
  }
  void put(const AuthorState& author) {
    const std::scoped_lock lock(mutex_);
    authors_[author_key(author.source, author.id)] = author;
  }
  void put(const Case& one) {
    const std::scoped_lock lock(mutex_);
    cases_[one.id] = one;
  }
  /// Appends an event, with the next number; an alert in it is kept as it stands.
  std::uint64_t tell(EventKind kind, std::optional<Alert> alert = std::nullopt) {
    Event event;
    event.kind = kind;
    event.alert = std::move(alert);
    return tell(std::move(event));
  }
  std::uint64_t tell(Event event) {
    const std::scoped_lock lock(mutex_);
    event.seq = ++last_;
    event.at = instant_from_us(1'795'255'200'000'000 + static_cast<std::int64_t>(event.seq));
    if (event.alert) {
      auto& alert = *event.alert;
      const auto known = alerts_.find(alert.id);
      alert.raised_seq = known == alerts_.end() ? event.seq : known->second.raised_seq;
      alert.seq = event.seq;
      alerts_[alert.id] = alert;
    }
    events_[event.seq] = std::move(event);
    return last_;
  }
  /// The next event's number is `seq` + 1: as in a store that has lived for long.
  void begin_after(std::uint64_t seq) {
    const std::scoped_lock lock(mutex_);
    last_ = seq;
  }
  void forget_events_before(std::uint64_t seq) {
    const std::scoped_lock lock(mutex_);
    events_.erase(events_.begin(), events_.lower_bound(seq));
  }
  void fail_reads(bool fail) { failing_ = fail; }

  std::expected<void, StoreError> write(std::span<const Commit* const>) override { return {}; }
  std::expected<void, StoreError> reopen() override { return {}; }
  std::optional<KeptPost> post(PostKey key) const override { return get(posts_, key); }
  std::optional<AuthorState> author(AuthorKey key) const override { return get(authors_, key); }
  std::optional<Case> find_case(CaseId id) const override { return get(cases_, id); }
  std::optional<Alert> alert(AlertId id) const override { return get(alerts_, id); }
  std::vector<std::optional<KeptPost>> posts(std::span<const PostKey> keys) const override {
    std::vector<std::optional<KeptPost>> found;
    for (const auto key : keys) found.push_back(post(key));
    return found;
  }
  std::vector<Alert> alerts(const AlertQuery& query) const override {
    check();
    const std::scoped_lock lock(mutex_);
    std::vector<Alert> found;
    for (const auto& [id, alert] : alerts_)
      if (wanted(query, alert)) found.push_back(alert);
    std::ranges::sort(found, std::ranges::greater{}, &Alert::raised_seq);
    if (found.size() > query.limit) found.resize(query.limit);
    return found;
  }
  std::vector<Case> cases(const CaseQuery& query) const override {
    const std::scoped_lock lock(mutex_);
    std::vector<Case> found;
    for (const auto& [id, one] : cases_)
      if ((!query.after || id > *query.after) && found.size() < query.limit) found.push_back(one);
    return found;
  }
  void each_alert(const std::function<void(const Alert&)>&) const override {}
  void each_post_key(const std::function<void(PostKey)>&) const override {}
  void each_case_id(const std::function<void(CaseId)>&) const override {}
  void each_post(Instant, const std::function<bool(const KeptPost&)>&) const override {}
  void each_dead_letter(const std::function<void(const DeadLetter&)>&) const override {}
  std::vector<Event> events(std::uint64_t since, std::size_t most) const override {
    check();
    const std::scoped_lock lock(mutex_);
    std::vector<Event> found;
    for (auto at = events_.upper_bound(since); at != events_.end() && found.size() < most; ++at)
      found.push_back(at->second);
    return found;
  }
  std::uint64_t first_seq() const override {
    const std::scoped_lock lock(mutex_);
    return events_.empty() ? last_ + 1 : events_.begin()->first;
  }
  std::uint64_t last_seq() const override {
    const std::scoped_lock lock(mutex_);
    return last_;
  }
  std::string cursor(std::string_view) const override { return {}; }
  std::optional<std::string> meta(std::string_view) const override { return std::nullopt; }
  void each_meta(std::string_view,
                 const std::function<void(std::string_view, std::string_view)>&) const override {}
  std::vector<PostKey> posts_of(AuthorKey) const override { return {}; }
  std::vector<KindSize> sizes() const override { return {}; }
  void enforce_retention(Instant) override {}

 private:
  static bool in(const std::vector<std::string>& list, const std::string& item) {
    return list.empty() || std::ranges::find(list, item) != list.end();
  }
  static bool wanted(const AlertQuery& query, const Alert& alert) {
    const bool state =
        query.states.empty() || std::ranges::find(query.states, alert.state) != query.states.end();
    return state && in(query.assignees, alert.desk.assignee.user) &&
           (!query.severity_min || alert.severity >= *query.severity_min) &&
           in(query.brands, alert.brand) && in(query.sources, alert.source) &&
           in(query.rules, alert.rule) && in(query.langs, alert.lang) &&
           (query.before_raised_seq == 0 || alert.raised_seq < query.before_raised_seq);
  }
  template <class Map>
  std::optional<typename Map::mapped_type> get(const Map& map,
                                               const typename Map::key_type& key) const {
    check();
    const std::scoped_lock lock(mutex_);
    const auto at = map.find(key);
    if (at == map.end()) return std::nullopt;
    return at->second;
  }
  void check() const {
    if (failing_) throw StoreReadFailed("the test said so");
  }

  mutable std::mutex mutex_;
  std::map<PostKey, KeptPost> posts_;
  std::map<AlertId, Alert> alerts_;
  std::map<AuthorKey, AuthorState> authors_;
  std::map<CaseId, Case> cases_;
  std::map<std::uint64_t, Event> events_;
  std::uint64_t last_ = 0;
  std::atomic<bool> failing_{false};
};

}  // namespace tocsin::test
