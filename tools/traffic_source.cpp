#include "tools/traffic_source.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tocsin::tools {
namespace {

constexpr std::chrono::milliseconds tick{20};
constexpr double seconds_in_a_day = 86'400;

}  // namespace

TrafficSource::TrafficSource(TrafficSourceOptions options, const Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      traffic_({.seed = options_.seed, .posts = options_.posts}) {
  status_.name = options_.name;
  status_.kind = "traffic";
}

SourceStatus TrafficSource::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void TrafficSource::begin_day() {
  traffic_ = Traffic({.seed = options_.seed + day_++, .posts = options_.posts});
  day_began_ = clock_.now();
}

void TrafficSource::fill(RawBatch& batch) {
  const auto now = clock_.now();
  const std::chrono::duration<double> spent = now - day_began_;
  const double due = spent.count() * options_.speed / seconds_in_a_day;
  while (traffic_.played() <= due && !batch.full()) {
    if (!traffic_.next(frame_, now)) return begin_day();
    batch.add(frame_);
  }
}

void TrafficSource::note(const RawBatch& batch) {
  const std::lock_guard lock(mutex_);
  status_.frames += batch.frames.size();
  status_.bytes += batch.payload();
  status_.last_data = status_.last_frame_time = clock_.now();
}

boost::asio::awaitable<void> TrafficSource::run(Intake& intake, SourceNews& news,
                                                std::string /*cursor*/) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  {
    const std::lock_guard lock(mutex_);
    status_.state = SourceState::connected;
    status_.since = clock_.now();
  }
  news.connected(options_.name);
  begin_day();
  while (!stopping_) {
    auto batch = intake.blank();
    batch->wire = Wire::jetstream;
    batch->source_name = options_.name;
    batch->default_source = "bluesky";
    fill(*batch);
    if (!batch->empty()) {
      note(*batch);
      const bool full = batch->full();
      if (!co_await intake.push(std::move(batch))) break;
      if (full) continue;
    }
    timer.expires_after(tick);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  const std::lock_guard lock(mutex_);
  status_.state = SourceState::stopped;
  status_.since = clock_.now();
}

}  // namespace tocsin::tools
