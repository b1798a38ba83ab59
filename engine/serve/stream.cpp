#include "engine/serve/stream.h"

#include <optional>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tocsin::serve {

namespace asio = boost::asio;
namespace beast = boost::beast;
constexpr auto tuple_awaited = asio::as_tuple(asio::use_awaitable);

struct Stream::Layers {
  explicit Layers(asio::ip::tcp::socket socket, TlsContextPtr with)
      : context(std::move(with)), tcp(std::move(socket)) {
    if (context) tls.emplace(tcp, context->get());
  }
  TlsContextPtr context;
  beast::tcp_stream tcp;
  std::optional<asio::ssl::stream<beast::tcp_stream&>> tls;
};

Stream::Stream(asio::ip::tcp::socket socket, TlsContextPtr tls)
    : layers_(std::make_unique<Layers>(std::move(socket), std::move(tls))) {}
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;
Stream::~Stream() = default;

Stream::executor_type Stream::get_executor() {
  return layers_->tcp.get_executor();
}

beast::tcp_stream& Stream::tcp() {
  return layers_->tcp;
}

bool Stream::is_tls() const {
  return layers_->tls.has_value();
}

asio::awaitable<Stream::Error> Stream::begin() {
  if (!layers_->tls) co_return Error{};
  const auto [error] =
      co_await layers_->tls->async_handshake(asio::ssl::stream_base::server, tuple_awaited);
  co_return error;
}

asio::awaitable<void> Stream::end() {
  if (layers_->tls) co_await layers_->tls->async_shutdown(tuple_awaited);
  Error ignored;
  layers_->tcp.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void Stream::read(const MutableParts& parts, Done done) {
  if (layers_->tls)
    layers_->tls->async_read_some(parts, std::move(done));
  else
    layers_->tcp.async_read_some(parts, std::move(done));
}

void Stream::write(const ConstParts& parts, Done done) {
  if (layers_->tls)
    layers_->tls->async_write_some(parts, std::move(done));
  else
    layers_->tcp.async_write_some(parts, std::move(done));
}

void teardown(beast::role_type, Stream& stream, beast::error_code& error) {
  stream.tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
  error = {};  // gone already: that is what was wanted
}

}  // namespace tocsin::serve
