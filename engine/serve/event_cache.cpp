#include "engine/serve/event_cache.h"

#include <algorithm>

#include "engine/serve/event_json.h"

namespace tocsin::serve {
namespace {

constexpr std::size_t read_at_once = 512;
// Nobody listened for longer: begin near the end, rather than write what nobody asked for.
constexpr std::size_t lag_most = 1024;
constexpr std::size_t begin_behind = 256;

std::vector<PostKey> posts_of(const Event& event) {
  std::vector<PostKey> keys;
  if (event.alert) {
    keys.push_back(event.alert->post);
    for (const auto& finding : event.alert->findings) keys.push_back(finding.post);
  } else if (event.post != PostKey{}) {
    keys.push_back(event.post);
  }
  return keys;
}

bool changes_post(const Event& event) {
  return event.kind == EventKind::post_edited || event.kind == EventKind::post_deleted;
}

}  // namespace

ServedEventPtr EventCache::serialise(const Event& event) {
  auto served = std::make_shared<ServedEvent>();
  served->seq = event.seq;
  served->json = event_json(event, store_);
  if (event.alert) served->alert = facts_of(*event.alert);
  served->posts = posts_of(event);
  ++serialised_;
  return served;
}

void EventCache::forget(PostKey post) {
  for (auto& event : events_) {
    if (!event || std::ranges::find(event->posts, post) == event->posts.end()) continue;
    bytes_ -= event->json.size();
    event = nullptr;
    ++generation_;
  }
}

void EventCache::append(ServedEventPtr event) {
  bytes_ += event->json.size();
  events_.push_back(std::move(event));
  while (events_.size() > options_.events || (bytes_ > options_.bytes && events_.size() > 1)) {
    if (events_.front()) bytes_ -= events_.front()->json.size();
    events_.pop_front();
    ++first_;
  }
}

// Reads what is new, so that every deletion told so far has been seen before anything is served.
void EventCache::catch_up() {
  const std::uint64_t newest = store_.last_seq();
  if (newest < last() || newest - last() > lag_most) {
    events_.clear();
    bytes_ = 0;
    first_ = newest + 1 - std::min<std::uint64_t>(newest, begin_behind);
    ++generation_;
  }
  while (last() < newest) {
    const auto fresh = store_.events(last(), read_at_once);
    if (fresh.empty()) return;
    if (fresh.front().seq != last() + 1) {  // retention was here meanwhile
      events_.clear();
      bytes_ = 0;
      first_ = fresh.front().seq;
      ++generation_;
    }
    for (const auto& event : fresh) {
      if (changes_post(event)) forget(event.post);
      append(serialise(event));
    }
  }
}

ServedEventPtr EventCache::at(std::uint64_t seq) {
  auto& slot = events_[seq - first_];
  if (slot) return slot;
  const auto again = store_.events(seq - 1, 1);
  if (again.empty() || again.front().seq != seq) return nullptr;
  slot = serialise(again.front());
  bytes_ += slot->json.size();
  return slot;
}

std::vector<ServedEventPtr> EventCache::after(std::uint64_t since, std::size_t most) {
  const std::scoped_lock lock(mutex_);
  catch_up();
  std::vector<ServedEventPtr> out;
  if (since + 1 < first_) {  // a client that was away for long
    for (const auto& event : store_.events(since, std::min(most, read_at_once)))
      if (event.seq == since + out.size() + 1) out.push_back(serialise(event));
    return out;
  }
  for (std::uint64_t seq = since + 1; seq <= last() && out.size() < most; ++seq) {
    auto event = at(seq);
    if (!event) break;
    out.push_back(std::move(event));
  }
  return out;
}

std::uint64_t EventCache::generation() const {
  const std::scoped_lock lock(mutex_);
  return generation_;
}

std::uint64_t EventCache::times_serialised() const {
  const std::scoped_lock lock(mutex_);
  return serialised_;
}

}  // namespace tocsin::serve
