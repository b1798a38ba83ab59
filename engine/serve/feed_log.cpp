#include "engine/serve/feed_log.h"

#include <algorithm>

#include "engine/bounds.h"
#include "engine/serve/alert_json.h"

namespace tocsin::serve {
namespace {

constexpr std::size_t events_at_once = 1024;
constexpr std::size_t shared_most = 8;

}  // namespace

FeedFrame join_events(const std::vector<ServedEventPtr>& events) {
  FeedFrame frame;
  std::size_t bytes = 2;
  for (const auto& event : events) {
    if (frame.events > 0 && bytes + event->json.size() + 1 > bounds::ws_frame_bytes) break;
    bytes += event->json.size() + 1;
    ++frame.events;
  }
  if (frame.events == 0) return frame;
  std::string text;
  text.reserve(bytes);
  for (std::size_t i = 0; i < frame.events; ++i) {
    if (frame.events > 1) text += i == 0 ? '[' : ',';
    text += events[i]->json;
  }
  if (frame.events > 1) text += ']';
  frame.upto = events[frame.events - 1]->seq;
  frame.text = std::make_shared<const std::string>(std::move(text));
  return frame;
}

FeedFrame FeedLog::frame_after(std::uint64_t since) {
  const std::scoped_lock lock(mutex_);
  const auto events = cache_.after(since, events_at_once);
  const std::uint64_t generation = cache_.generation();
  if (events.empty()) return {};
  for (const auto& shared : shared_)
    if (shared.since == since && shared.generation == generation) return shared.frame;
  auto frame = join_events(events);
  if (shared_.size() == shared_most) shared_.erase(shared_.begin());
  shared_.push_back({since, generation, frame});
  return frame;
}

SnapshotFrame FeedLog::snapshot(std::uint64_t seq, const FeedFilter& filter,
                                std::uint64_t before) const {
  SnapshotFrame page;
  std::vector<Alert> alerts;
  if (filter.wants_any_open()) {
    auto query = filter.open_alerts();
    query.before_raised_seq = before == 0 ? seq + 1 : before;
    alerts = store_.alerts(query);
  }
  page.more = alerts.size() == bounds::snapshot_alerts;
  std::vector<const Alert*> pointers;
  for (const auto& alert : alerts) pointers.push_back(&alert);
  const JoinedPosts posts(store_, pointers);

  std::string list, one;
  for (const auto& alert : alerts) {
    one.clear();
    JsonWriter json(one);
    write_alert(json, alert, posts);
    if (!list.empty() && list.size() + one.size() + 128 > bounds::ws_frame_bytes) {
      page.more = true;
      break;
    }
    if (!list.empty()) list += ',';
    list += one;
    page.alerts.push_back(alert.id);
    page.before_raised_seq = alert.raised_seq;
  }
  std::string text;
  JsonWriter json(text);
  json.begin_object().field("type", "snapshot").field("seq", seq);
  json.key("alerts").begin_array();
  if (!list.empty()) json.raw(list);
  json.end_array().field("more", page.more).end_object();
  page.text = std::make_shared<const std::string>(std::move(text));
  return page;
}

}  // namespace tocsin::serve
