#include "engine/serve/awaited_result.h"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tocsin::serve {

boost::asio::awaitable<void> pause(std::chrono::milliseconds length) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, length);
  co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
}

struct AwaitedState::Timer : boost::asio::steady_timer {
  using boost::asio::steady_timer::steady_timer;
};

AwaitedState::AwaitedState(boost::asio::any_io_executor executor)
    : timer_(std::make_unique<Timer>(std::move(executor))) {}

AwaitedState::~AwaitedState() = default;

void AwaitedState::ring(const std::shared_ptr<AwaitedState>& state) {
  state->rung_ = true;
  if (!state->timer_) return;
  boost::asio::post(state->timer_->get_executor(), [state] {
    const std::scoped_lock lock(state->mutex);
    if (state->timer_) state->timer_->cancel();
  });
}

void AwaitedState::leave() {
  const std::scoped_lock lock(mutex);
  timer_.reset();
}

boost::asio::awaitable<bool> AwaitedState::rung(std::chrono::steady_clock::time_point deadline,
                                                const std::atomic<bool>& given_up) {
  constexpr std::chrono::milliseconds look_up_every{200};
  while (true) {
    {
      const std::scoped_lock lock(mutex);
      if (rung_) co_return true;
      const auto now = std::chrono::steady_clock::now();
      if (now >= deadline || given_up) co_return false;
      timer_->expires_at(std::min(deadline, now + look_up_every));
    }
    co_await timer_->async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
}

}  // namespace tocsin::serve
