#pragma once
#include <functional>

#include <boost/asio/awaitable.hpp>

#include "engine/serve/response.h"

namespace boost::asio {
class thread_pool;
}

namespace tocsin::serve {

/// Has `work` make the answer on a thread of `pool`, where it may wait; goes on here with it. What
/// it throws is thrown here.
///
/// Ownership  What `work` borrows has to live until it is done: the caller's own frame does.
/// Cost       Not a template on purpose: what a coroutine on another executor takes is compiled
///            once, not for each answer.
boost::asio::awaitable<Response> done_on(boost::asio::thread_pool& pool,
                                         std::function<Response()> work);

}  // namespace tocsin::serve
