#include "engine/serve/soft_close.h"

#include <array>
#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tocsin::serve {
namespace {
namespace asio = boost::asio;
constexpr auto tuple_awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t linger_bytes = 256 << 10;
constexpr std::chrono::milliseconds linger{1000};
}  // namespace

asio::awaitable<void> close_softly(Stream& stream) {
  stream.tcp().expires_after(linger);
  co_await stream.end();
  std::array<char, 4096> nothing;
  for (std::size_t read = 0; read < linger_bytes;) {
    const auto [error, bytes] =
        co_await stream.tcp().async_read_some(asio::buffer(nothing), tuple_awaited);
    if (error) break;
    read += bytes;
  }
  stream.tcp().close();
}

}  // namespace tocsin::serve
