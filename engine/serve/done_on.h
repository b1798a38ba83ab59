#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "engine/serve/response.h"

namespace tocsin::serve {

/// Has `work` make the answer on another executor, where it may wait; goes on here with it. What
/// it throws is thrown here.
///
/// Ownership  What `work` borrows has to live until it is done: the caller's own frame does.
template <class Executor, class Work>
boost::asio::awaitable<Response> done_on(Executor executor, Work work) {
  co_return co_await boost::asio::co_spawn(
      executor, [&work]() -> boost::asio::awaitable<Response> { co_return work(); },
      boost::asio::use_awaitable);
}

}  // namespace tocsin::serve
