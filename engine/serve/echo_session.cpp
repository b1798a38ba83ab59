#include "engine/serve/echo_session.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "engine/serve/soft_close.h"

namespace tocsin::serve {
namespace {
namespace asio = boost::asio;
constexpr auto tuple_awaited = asio::as_tuple(asio::use_awaitable);
constexpr WebSocketTerms terms{.message_most = 16 << 20, .subprotocol = {}};
}  // namespace

asio::awaitable<void> serve_echo(Stream stream, Upgrade upgrade, ConnectionControl& control) {
  WebSocket socket(std::move(stream));
  if (!co_await accept_web_socket(socket, upgrade, terms)) co_return;
  control.on_stop = control.on_abort = [&socket] { socket.next_layer().tcp().close(); };
  boost::beast::flat_buffer buffer;
  while (true) {
    const auto [failed, read] = co_await socket.async_read(buffer, tuple_awaited);
    if (failed) break;
    socket.text(socket.got_text());
    const auto [broken, written] = co_await socket.async_write(buffer.data(), tuple_awaited);
    if (broken) break;
    buffer.consume(buffer.size());
  }
  co_await close_softly(socket.next_layer());
  control.on_stop = control.on_abort = nullptr;
}

}  // namespace tocsin::serve
