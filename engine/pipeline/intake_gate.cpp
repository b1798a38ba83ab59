#include "engine/pipeline/intake_gate.h"

#include <utility>
#include <vector>

#include <boost/asio/post.hpp>

namespace tocsin {
namespace {

void tell(IntakeGate::Waiter waiter, bool entered) {
  boost::asio::post(waiter.executor, [handler = std::move(waiter.handler), entered]() mutable {
    std::move(handler)(entered);
  });
}

}  // namespace

bool IntakeGate::has_room(std::size_t bytes) const {
  if (state_.closed || state_.held) return false;
  return state_.batches == 0 || (state_.batches < bounds::batches_in_flight &&
                                 state_.bytes + bytes <= bounds::bytes_in_flight);
}

void IntakeGate::take(std::size_t bytes) {
  ++state_.batches;
  state_.bytes += bytes;
}

bool IntakeGate::try_enter(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (!waiting_.empty() || !has_room(bytes)) return false;
  take(bytes);
  return true;
}

bool IntakeGate::enter(std::size_t bytes) {
  std::unique_lock lock(mutex_);
  if (!has_room(bytes)) ++state_.waits;
  room_.wait(lock, [&] { return state_.closed || has_room(bytes); });
  if (state_.closed) return false;
  take(bytes);
  return true;
}

void IntakeGate::enter_later(std::size_t bytes, Waiter waiter) {
  std::unique_lock lock(mutex_);
  if (state_.closed) {
    lock.unlock();
    tell(std::move(waiter), false);
    return;
  }
  if (waiting_.empty() && has_room(bytes)) {
    take(bytes);
    lock.unlock();
    tell(std::move(waiter), true);
    return;
  }
  ++state_.waits;
  waiting_.push_back({bytes, std::move(waiter)});
}

void IntakeGate::admit(std::unique_lock<std::mutex> lock) {
  std::vector<Waiter> entered;
  while (!waiting_.empty() && has_room(waiting_.front().bytes)) {
    take(waiting_.front().bytes);
    entered.push_back(std::move(waiting_.front().waiter));
    waiting_.pop_front();
  }
  lock.unlock();
  room_.notify_all();
  for (auto& waiter : entered) tell(std::move(waiter), true);
}

void IntakeGate::leave(std::size_t batches, std::size_t bytes) {
  std::unique_lock lock(mutex_);
  state_.batches -= batches;
  state_.bytes -= bytes;
  if (state_.batches == 0) empty_.notify_all();
  admit(std::move(lock));
}

void IntakeGate::close() {
  std::unique_lock lock(mutex_);
  state_.closed = true;
  auto turned_away = std::exchange(waiting_, {});
  lock.unlock();
  room_.notify_all();
  for (auto& w : turned_away) tell(std::move(w.waiter), false);
}

void IntakeGate::hold(std::optional<std::string> why) {
  std::unique_lock lock(mutex_);
  state_.held = std::move(why);
  admit(std::move(lock));
}

void IntakeGate::wait_empty() {
  std::unique_lock lock(mutex_);
  empty_.wait(lock, [&] { return state_.batches == 0 || forced_; });
}

void IntakeGate::force_empty() {
  const std::lock_guard lock(mutex_);
  forced_ = true;
  empty_.notify_all();
}

IntakeGate::State IntakeGate::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

}  // namespace tocsin
