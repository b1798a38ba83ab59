#include "engine/serve/done_on.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tocsin::serve {

boost::asio::awaitable<Response> done_on(boost::asio::thread_pool& pool,
                                         std::function<Response()> work) {
  co_return co_await boost::asio::co_spawn(
      pool, [&work]() -> boost::asio::awaitable<Response> { co_return work(); },
      boost::asio::use_awaitable);
}

}  // namespace tocsin::serve
