#pragma once
#include <functional>
#include <mutex>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace tocsin {

/// Ends a coroutine from any thread: whatever it waits for is cancelled.
///
/// Threads    stop() from any; guard() once, on any executor.
/// Ownership  Must outlive guard().
class StopSwitch {
 public:
  using Work = std::function<boost::asio::awaitable<void>()>;

  /// Runs the work, on a strand of its own, to its end or to stop().
  boost::asio::awaitable<void> guard(Work work);
  void stop();

 private:
  std::mutex mutex_;
  bool stopping_ = false;
  std::function<void()> ring_;
};

/// Runs both until one ends, however it ends; cancels the other; rethrows what the first threw.
/// (Asio's own `||` goes on waiting where one of the two threw.) For one strand only.
boost::asio::awaitable<void> first_of(boost::asio::awaitable<void> one,
                                      boost::asio::awaitable<void> other);

/// Wakes a coroutine that waits on the same strand. Check the condition in a loop around wait().
class WakeUp {
 public:
  explicit WakeUp(const boost::asio::any_io_executor& strand);
  void ring() { timer_.cancel(); }
  boost::asio::awaitable<void> wait();

 private:
  boost::asio::steady_timer timer_;
};

/// Waits so long. Ends early by cancellation only, with boost::system::system_error.
boost::asio::awaitable<void> pause_for(std::chrono::microseconds so_long);

}  // namespace tocsin
