#include "engine/serve/soft_close.h"

#include <array>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "engine/serve/bounds.h"

namespace tocsin::serve {
namespace {
namespace asio = boost::asio;
constexpr auto tuple_awaited = asio::as_tuple(asio::use_awaitable);
}  // namespace

asio::awaitable<void> close_softly(Stream& stream) {
  stream.tcp().expires_after(bounds::linger);
  co_await stream.end();
  std::array<char, 16384> nothing;
  for (std::size_t read = 0; read < bounds::linger_bytes;) {
    const auto [error, bytes] =
        co_await stream.tcp().async_read_some(asio::buffer(nothing), tuple_awaited);
    if (error) break;
    read += bytes;
  }
  stream.tcp().close();
}

}  // namespace tocsin::serve
