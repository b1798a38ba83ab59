#include "connectors/stop_switch.h"

#include <exception>
#include <memory>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tocsin {
namespace asio = boost::asio;
using asio::steady_timer;
using boost::system::error_code;

namespace {

constexpr auto never = steady_timer::time_point::max();

asio::awaitable<void> until_rung(std::shared_ptr<steady_timer> bell) {
  error_code rung;
  co_await bell->async_wait(asio::redirect_error(asio::use_awaitable, rung));
}

asio::awaitable<void> either(StopSwitch::Work work, std::shared_ptr<steady_timer> bell) {
  co_await first_of(work(), until_rung(std::move(bell)));
}

struct FirstEnd {
  bool ended = false;
  std::exception_ptr threw;
};

asio::awaitable<void> noting_end(asio::awaitable<void> work, FirstEnd& first) {
  std::exception_ptr threw;
  try {
    co_await std::move(work);
  } catch (...) {
    threw = std::current_exception();
  }
  // The second to end was cancelled: what it says of that is no news.
  if (!std::exchange(first.ended, true)) first.threw = threw;
}

}  // namespace

asio::awaitable<void> first_of(asio::awaitable<void> one, asio::awaitable<void> other) {
  using namespace asio::experimental::awaitable_operators;
  FirstEnd first;
  co_await (noting_end(std::move(one), first) || noting_end(std::move(other), first));
  if (first.threw) std::rethrow_exception(first.threw);
}

asio::awaitable<void> StopSwitch::guard(Work work) {
  const auto executor = co_await asio::this_coro::executor;
  const auto strand = asio::make_strand(executor);
  const auto bell = std::make_shared<steady_timer>(strand, never);
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) co_return;
    // A new expiry, and not cancel(): it also ends a wait that has not begun yet.
    ring_ = [bell, strand] {
      asio::post(strand, [bell] { bell->expires_at(steady_timer::time_point::min()); });
    };
  }
  struct Silence {
    StopSwitch& owner;
    ~Silence() {
      const std::scoped_lock lock(owner.mutex_);
      owner.ring_ = nullptr;
    }
  } silence{*this};
  co_await asio::co_spawn(strand, either(std::move(work), bell), asio::use_awaitable);
}

void StopSwitch::stop() {
  const std::scoped_lock lock(mutex_);
  stopping_ = true;
  if (ring_) ring_();
}

WakeUp::WakeUp(const asio::any_io_executor& strand) : timer_(strand, never) {}

asio::awaitable<void> WakeUp::wait() {
  error_code rung;
  co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
}

asio::awaitable<void> pause_for(std::chrono::microseconds so_long) {
  const auto executor = co_await asio::this_coro::executor;
  steady_timer timer(executor, so_long);
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace tocsin
