#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tocsin::serve {

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
    if (!state_) return;
    const std::scoped_lock lock(state_->mutex);
    state_->timer.reset();
  }

  std::function<void(T)> setter() {
    return [state = state_](T value) {
      const std::scoped_lock lock(state->mutex);
      state->value = std::move(value);
      if (!state->timer) return;
      boost::asio::post(state->timer->get_executor(), [state] {
        const std::scoped_lock inner(state->mutex);
        if (state->timer) state->timer->cancel();
      });
    };
  }

  /// Nullopt at the deadline, or soon after `given_up` was set.
  boost::asio::awaitable<std::optional<T>> wait(std::chrono::steady_clock::time_point deadline,
                                                const std::atomic<bool>& given_up) {
    constexpr std::chrono::milliseconds look_up_every{200};
    while (true) {
      {
        const std::scoped_lock lock(state_->mutex);
        if (state_->value) co_return std::move(*state_->value);
        const auto now = std::chrono::steady_clock::now();
        if (now >= deadline || given_up) co_return std::nullopt;
        state_->timer->expires_at(std::min(deadline, now + look_up_every));
      }
      co_await state_->timer->async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
  }

 private:
  struct State {
    explicit State(boost::asio::any_io_executor executor) : timer(std::in_place, executor) {}
    std::mutex mutex;
    std::optional<T> value;
    std::optional<boost::asio::steady_timer> timer;  // gone with the one who waits
  };
  std::shared_ptr<State> state_;
};

}  // namespace tocsin::serve
