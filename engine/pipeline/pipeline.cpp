#include "engine/pipeline/pipeline.h"

#include <algorithm>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <pthread.h>

namespace tocsin {
namespace {

int processors() {
  return static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
}

int readers_of(const PipelineOptions& options) {
  return std::min(options.readers > 0 ? options.readers : processors(), 64);
}

void refuse(RawBatch& batch) {
  if (batch.done) std::exchange(batch.done, nullptr)({});
}

/// Nobody waits for ever for what will not be kept.
void turn_away(Commit& commit) {
  for (auto& [done, result] : commit.waiting) done({});
  commit.waiting.clear();
}

std::string because_of(const StoreError& error) {
  return "store: " + error.what;
}

}  // namespace

Pipeline::Pipeline(Store& store, const WireDecoders& decoders, const Clock& clock, RuleBookPtr book,
                   FeedBell& bell, PipelineOptions options)
    : store_(store),
      decoders_(decoders),
      clock_(clock),
      bell_(bell),
      options_(std::move(options)),
      book_(std::move(book)) {}

Pipeline::~Pipeline() {
  if (running_) abort();
}

void Pipeline::start() {
  last_seq_ = store_.last_seq();
  running_ = judging_ = true;
  const auto run = [this](const char* name, void (Pipeline::*loop)()) {
    threads_.emplace_back([this, name, loop] {
      ::pthread_setname_np(::pthread_self(), name);
      (this->*loop)();
    });
  };
  const int readers = readers_of(options_);
  // Where every processor has its reader, a judge that reads only takes their time.
  room_.judge_reads(readers < processors());
  for (int i = 0; i < readers; ++i) run("tocsin-read", &Pipeline::read_loop);
  run("tocsin-judge", &Pipeline::judge_loop);
  run("tocsin-keep", &Pipeline::keep_loop);
}

void Pipeline::stop() {
  if (!running_) return;
  gate_.close();
  gate_.wait_empty();
  room_.close();
  threads_.clear();
  running_ = false;
}

void Pipeline::abort() {
  if (!running_) return;
  aborting_ = true;
  gate_.close();
  gate_.force_empty();
  for (auto& batch : room_.abandon()) refuse(*batch->raw);
  slot_.close();
  threads_.clear();
  running_ = false;
}

// --- hear --------------------------------------------------------------------------------

std::unique_ptr<RawBatch> Pipeline::blank() {
  return room_.blank_raw();
}

void Pipeline::number(std::unique_ptr<RawBatch> raw) {
  auto batch = room_.blank_read();
  // Number, book and place in the queue are given together: the order is the input.
  const std::lock_guard lock(mutex_);
  if (raw->received == Instant{}) raw->received = clock_.now();
  raw->number = ++numbered_;
  batch->raw = std::move(raw);
  batch->book = book_;
  if (const auto late = room_.add(std::move(batch))) refuse(*late->raw);
}

boost::asio::awaitable<bool> Pipeline::push(std::unique_ptr<RawBatch> batch) {
  if (!gate_.try_enter(batch->payload())) {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto wait = [&](auto handler) {
      gate_.enter_later(batch->payload(), {executor, std::move(handler)});
    };
    const bool entered =
        co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(bool)>(
            wait, boost::asio::use_awaitable);
    if (!entered) {
      refuse(*batch);
      co_return false;
    }
  }
  number(std::move(batch));
  co_return true;
}

bool Pipeline::push_blocking(std::unique_ptr<RawBatch> batch) {
  if (!gate_.enter(batch->payload())) {
    refuse(*batch);
    return false;
  }
  number(std::move(batch));
  return true;
}

std::unique_ptr<RawBatch> Pipeline::try_push(std::unique_ptr<RawBatch> batch) {
  if (!gate_.try_enter(batch->payload())) return batch;
  number(std::move(batch));
  return nullptr;
}

bool Pipeline::can_keep() const {
  const std::lock_guard lock(mutex_);
  return store_trouble_.empty();
}

// --- read --------------------------------------------------------------------------------

void Pipeline::read_loop() {
  Reader reader(decoders_);
  while (auto batch = room_.next_to_read()) read(reader, std::move(batch));
}

void Pipeline::read(Reader& reader, std::unique_ptr<ReadBatch> batch) {
  reader.read(*batch);
  if (options_.observer) options_.observer->saw(*batch);
  if (const auto late = room_.finished(std::move(batch))) refuse(*late->raw);
}

// --- judge -------------------------------------------------------------------------------

void Pipeline::judge_loop() {
  Judge judge(store_, decoders_, clock_, options_.judge);
  try {
    judge_until_closed(judge);
  } catch (const std::exception& e) {
    give_up(e.what());
    for (auto& batch : room_.abandon()) refuse(*batch->raw);
  }
  slot_.close();
  refuse_asked();
  if (judge.has_work()) turn_away(*judge.take_commit());
}

void Pipeline::answer_asked(Judge& judge) {
  std::unique_lock lock(mutex_);
  auto asked = std::exchange(asked_, {});
  lock.unlock();
  for (auto& one : asked) one.ask(judge);
}

/// Nobody judges any more.
void Pipeline::refuse_asked() {
  std::unique_lock lock(mutex_);
  judging_ = false;
  auto asked = std::exchange(asked_, {});
  lock.unlock();
  for (auto& one : asked)
    if (one.refused) one.refused();
}

void Pipeline::judge_until_closed(Judge& judge) {
  judge.restore();
  publish(judge);  // what was quieted before still is
  auto published = std::chrono::steady_clock::now();
  Reader reader(decoders_);
  for (bool closed = false; !closed && !aborting_;) {
    auto turn = room_.wait_turn();
    closed = turn.closed;
    const bool busy = turn.batch || turn.unread;
    if (turn.unread) read(reader, std::move(turn.unread));
    if (turn.batch) {
      auto judged = judge.judge(std::move(turn.batch));
      room_.recycle(std::move(judged.raw));
      room_.recycle(std::move(judged.batch));
    }
    if (turn.woken || closed) answer_asked(judge);
    // Memory is bounded by what a commit holds: events carry whole alerts.
    if (judge.events_gathered() >= bounds::commit_events) slot_.wait_idle();
    hand_over(judge);
    if (const auto now = std::chrono::steady_clock::now();
        now - published > std::chrono::milliseconds{100} || !busy || slot_.idle()) {
      published = now;
      publish(judge);
    }
  }
  while (judge.has_work() && slot_.wait_idle()) hand_over(judge);
  slot_.wait_idle();
  publish(judge);
}

void Pipeline::hand_over(Judge& judge) {
  judge.durable(slot_.durable());
  if (!judge.has_work() || !slot_.idle()) return;
  const auto now = std::chrono::steady_clock::now();
  const bool may_wait = judge.events_gathered() < bounds::commit_events && room_.more_to_come();
  if (may_wait && now - handed_over_ < bounds::commit_gap) return;
  handed_over_ = now;
  if (const auto unkept = slot_.offer(judge.take_commit())) turn_away(*unkept);
}

void Pipeline::publish(const Judge& judge) {
  const std::lock_guard lock(mutex_);
  totals_ = judge.totals();
  stream_time_ = judge.stream_time();
  quieted_ = judge.quieted();
}

// --- keep --------------------------------------------------------------------------------

void Pipeline::keep_loop() {
  while (auto commit = slot_.take()) {
    if (!write_until_kept(*commit)) {
      turn_away(*commit);
      return;
    }
    kept(*commit);
    slot_.done(commit->number);
    room_.wake();
  }
}

bool Pipeline::write_until_kept(const Commit& commit) {
  const Commit* const commits[] = {&commit};
  for (auto written = store_.write(commits); !written;) {
    if (written.error().fault == StoreFault::corrupt) {
      give_up(because_of(written.error()));
      return false;
    }
    {
      const std::lock_guard lock(mutex_);
      store_trouble_ = because_of(written.error());
    }
    gate_.hold(because_of(written.error()));
    if (aborting_) return false;
    std::this_thread::sleep_for(options_.reopen_every);
    written = store_.reopen();
    if (written) written = store_.write(commits);
    if (!written) continue;
    const std::lock_guard lock(mutex_);
    store_trouble_.clear();
    gate_.hold(std::nullopt);
  }
  return true;
}

void Pipeline::kept(Commit& commit) {
  if (!commit.events.empty()) {
    last_seq_ = commit.events.back().seq;
    bell_.announce(commit.events.back().seq);
  }
  for (auto& [done, result] : commit.waiting) done(std::move(result));
  gate_.leave(commit.heard_batches, commit.heard_bytes);
  for (auto& batch : commit.batches) room_.recycle(std::move(batch));
}

void Pipeline::give_up(std::string why) {
  {
    const std::lock_guard lock(mutex_);
    broken_ = true;
    store_trouble_ = std::move(why);
  }
  gate_.close();
  gate_.force_empty();
  slot_.close();
}

// --- what others ask ---------------------------------------------------------------------

void Pipeline::use(RuleBookPtr book) {
  const std::lock_guard lock(mutex_);
  book_ = std::move(book);
}

RuleBookPtr Pipeline::book() const {
  const std::lock_guard lock(mutex_);
  return book_;
}

void Pipeline::announce(EventKind kind, std::string source, std::string text) {
  ask([kind, source = std::move(source), text = std::move(text)](Judge& judge) {
    judge.announce(kind, source, text);
  });
}

void Pipeline::ask(std::function<void(Judge&)> ask, std::function<void()> refused) {
  {
    std::unique_lock lock(mutex_);
    if (!judging_) {
      lock.unlock();
      if (refused) refused();
      return;
    }
    asked_.push_back({std::move(ask), std::move(refused)});
  }
  room_.wake();
}

void Pipeline::connected(std::string_view name) {
  announce(EventKind::source_connected, std::string(name), "connected");
}
void Pipeline::lost(std::string_view name, std::string_view why) {
  announce(EventKind::source_lost, std::string(name), std::string(why));
}
void Pipeline::gap(std::string_view name, const SourceGap& gap) {
  announce(EventKind::source_gap, std::string(name), gap.because);
}

void Pipeline::hold(std::optional<std::string> why) {
  gate_.hold(std::move(why));
}

void Pipeline::drain() {
  gate_.wait_empty();
}

PipelineState Pipeline::state() const {
  const auto gate = gate_.state();
  PipelineState state;
  state.running = running_;
  state.held = gate.held.has_value();
  state.why = gate.held.value_or("");
  state.batches_in_flight = gate.batches;
  state.bytes_in_flight = gate.bytes;
  state.waits = gate.waits;
  state.last_seq = last_seq_;
  const std::lock_guard lock(mutex_);
  state.broken = broken_;
  if (!store_trouble_.empty()) state.why = store_trouble_;
  state.stream_time = stream_time_;
  return state;
}

JudgeTotals Pipeline::totals() const {
  const std::lock_guard lock(mutex_);
  return totals_;
}

std::vector<QuietRule> Pipeline::quieted() const {
  const std::lock_guard lock(mutex_);
  return quieted_;
}

}  // namespace tocsin
