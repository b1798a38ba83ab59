#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace tocsin::serve {

/// Waits on the coroutine's own executor.
boost::asio::awaitable<void> pause(std::chrono::milliseconds length);

/// The part of an awaited result that knows no type: timers and their coroutines are compiled once,
/// not for each type of result.
class AwaitedState {
 public:
  explicit AwaitedState(boost::asio::any_io_executor executor);
  ~AwaitedState();

  std::mutex mutex;  ///< guards the result too
  /// It has come. The mutex is held.
  static void ring(const std::shared_ptr<AwaitedState>& state);
  /// Nobody waits for it any longer.
  void leave();
  /// False at the deadline, or soon after `given_up` was set.
  boost::asio::awaitable<bool> rung(std::chrono::steady_clock::time_point deadline,
                                    const std::atomic<bool>& given_up);

 private:
  struct Timer;
  std::unique_ptr<Timer> timer_;  // gone with the one who waits
  bool rung_ = false;
};

/// A result that another thread brings, awaited by a coroutine until a deadline. Whoever brings
/// it may come late, and even after the server's end: it then finds nobody.
///
/// Threads    wait() on the coroutine's executor; the setter on any, once or never.
/// Ownership  The setter shares the state. The coroutine must not go while it waits.
template <class T>
class AwaitedResult {
 public:
  explicit AwaitedResult(boost::asio::any_io_executor executor)
      : state_(std::make_shared<State>(std::move(executor))) {}
  AwaitedResult(AwaitedResult&&) noexcept = default;
  AwaitedResult& operator=(AwaitedResult&&) noexcept = default;
  ~AwaitedResult() {
    if (state_) state_->leave();
  }

  std::function<void(T)> setter() {
    return [state = state_](T value) {
      const std::scoped_lock lock(state->mutex);
      state->value = std::move(value);
      AwaitedState::ring(state);
    };
  }

  /// Nullopt at the deadline, or soon after `given_up` was set.
  boost::asio::awaitable<std::optional<T>> wait(std::chrono::steady_clock::time_point deadline,
                                                const std::atomic<bool>& given_up) {
    if (!co_await state_->rung(deadline, given_up)) co_return std::nullopt;
    const std::scoped_lock lock(state_->mutex);
    co_return std::move(*state_->value);
  }

 private:
  struct State : AwaitedState {
    using AwaitedState::AwaitedState;
    std::optional<T> value;
  };
  std::shared_ptr<State> state_;
};

}  // namespace tocsin::serve
