#include "connectors/web_socket_client.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include "connectors/tls_trust.h"
#include "connectors/unchecked_text_stream.h"
#include "engine/bounds.h"

namespace tocsin {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;
using Fault = WebSocketFault;
template <class T>
using Outcome = std::expected<T, WebSocketFailure>;

auto into(error_code& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

std::unexpected<WebSocketFailure> failure(Fault fault, std::string why) {
  return std::unexpected(WebSocketFailure{fault, std::move(why)});
}

/// A deadline that passed says so; other errors are what the caller was about to do.
std::unexpected<WebSocketFailure> failure(Fault fault, const WebSocketTarget& at,
                                          const std::string& what, error_code error) {
  const std::string place = at.host + ':' + at.port + ": ";
  if (error == beast::error::timeout || error == asio::error::timed_out)
    return failure(Fault::deadline, place + what + ": no answer within " +
                                        std::to_string(at.deadline.count()) + " ms");
  return failure(fault, place + what + ": " + error.message());
}

asio::awaitable<Outcome<tcp::resolver::results_type>> look_up(const WebSocketTarget& at) {
  using namespace asio::experimental::awaitable_operators;
  const auto executor = co_await asio::this_coro::executor;
  tcp::resolver resolver(executor);
  asio::steady_timer deadline(executor, at.deadline);
  error_code error;
  error_code ignored;
  auto first = co_await (resolver.async_resolve(at.host, at.port, into(error)) ||
                         deadline.async_wait(into(ignored)));
  if (first.index() == 1) error = beast::error::timeout;
  if (error) co_return failure(Fault::look_up, at, "its address cannot be found", error);
  co_return std::get<0>(std::move(first));
}

/// What an upgrade was refused with, as one printable line.
std::string excerpt(std::string_view body) {
  std::string out(body.substr(0, 200));
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return out.empty() ? out : ": " + out;
}

/// The server's name as a Host header has it.
std::string named(const WebSocketTarget& at) {
  const bool usual_port = at.port == (at.tls ? "443" : "80");
  const std::string name = at.host.find(':') == at.host.npos ? at.host : '[' + at.host + ']';
  return usual_port ? name : name + ':' + at.port;
}

template <class Stream>
using Socket = websocket::stream<UncheckedTextStream<Stream>>;

template <class Stream>
void prepare(Socket<Stream>& socket, const WebSocketTarget& at) {
  // From here on the socket's own deadlines count; Beast allows only one of the two.
  beast::get_lowest_layer(socket).expires_never();
  socket.set_option(
      websocket::stream_base::timeout{at.deadline, websocket::stream_base::none(), false});
  websocket::permessage_deflate off;
  off.client_enable = false;
  socket.set_option(off);
  socket.read_message_max(0);
  socket.set_option(websocket::stream_base::decorator(
      [](websocket::request_type& request) { request.set(http::field::user_agent, "tocsin"); }));
}

WebSocketFailure not_upgraded(const WebSocketTarget& at, const websocket::response_type& response,
                              error_code error) {
  if (error != websocket::error::upgrade_declined)
    return failure(Fault::closed, at, "the connection was not upgraded", error).error();
  const unsigned status = response.result_int();
  const bool later = status >= 500 || status == 429;
  return {later ? Fault::not_ready : Fault::refused,
          at.host + ':' + at.port + ": answered " + std::to_string(status) +
              " instead of the stream" + excerpt(response.body())};
}

WebSocketFailure not_shaken(const WebSocketTarget& at, SSL* tls, error_code error) {
  const std::string why = why_not_trusted(tls, at.host);
  if (why.empty()) return failure(Fault::tls, at, "TLS failed", error).error();
  return {Fault::not_trusted, at.host + ':' + at.port + ": is not trusted: " + why};
}

// In the coroutines below no temporary with a destructor stands in an expression with co_await:
// GCC 12 destroys some of those twice.

template <class Stream>
asio::awaitable<Outcome<void>> upgrade(Socket<Stream>& socket, const WebSocketTarget& at) {
  prepare(socket, at);
  const std::string host = named(at);
  websocket::response_type response;
  error_code error;
  co_await socket.async_handshake(response, host, at.target, into(error));
  if (error) co_return std::unexpected(not_upgraded(at, response, error));
  co_return Outcome<void>();
}

template <class Stream>
class Client final : public WebSocketClient {
 public:
  template <class... Arguments>
  explicit Client(WebSocketTarget at, Arguments&&... arguments)
      : at_(std::move(at)), socket_(std::forward<Arguments>(arguments)...) {}

  Socket<Stream>& socket() { return socket_; }

  void abandon() override { beast::get_lowest_layer(socket_).close(); }

  asio::awaitable<Outcome<WebSocketMessage>> read() override {
    constexpr std::size_t most = bounds::frame_bytes + 1;
    std::size_t size = 0;
    bool too_long = false;
    do {
      if (size == most) {
        too_long = true;
        size = most - skipped_bytes;  // the rest goes over the last bytes that are kept
      }
      if (bytes_.size() < size + read_bytes + bounds::padding)
        bytes_.resize(size + 2 * read_bytes + bounds::padding);
      const std::size_t room = std::min(bytes_.size() - bounds::padding, most) - size;
      error_code error;
      size +=
          co_await socket_.async_read_some(asio::buffer(bytes_.data() + size, room), into(error));
      if (error) co_return ended(error);
    } while (!socket_.is_message_done());
    const bool binary = !socket_.next_layer().text().next_is_text();
    co_return WebSocketMessage{{bytes_.data(), too_long ? most : size}, binary};
  }

 private:
  static constexpr std::size_t read_bytes = 16 << 10;
  static constexpr std::size_t skipped_bytes = 64 << 10;

  Outcome<WebSocketMessage> ended(error_code error) {
    const std::string place = at_.host + ':' + at_.port + ": ";
    if (error != websocket::error::closed)
      return failure(Fault::closed, place + "the connection broke: " + error.message());
    const auto& reason = socket_.reason();
    return failure(Fault::closed, place + "the server closed the stream (" +
                                      std::to_string(reason.code) +
                                      excerpt({reason.reason.data(), reason.reason.size()}) + ")");
  }

  const WebSocketTarget at_;
  Socket<Stream> socket_;
  std::vector<char> bytes_;
};

using Opened = Outcome<std::unique_ptr<WebSocketClient>>;

template <class Stream>
asio::awaitable<Outcome<void>> connect(Client<Stream>& client, const WebSocketTarget& at) {
  auto addresses = co_await look_up(at);
  if (!addresses) co_return std::unexpected(std::move(addresses.error()));
  auto& wire = beast::get_lowest_layer(client.socket());
  wire.expires_after(at.deadline);
  error_code error;
  co_await wire.async_connect(*addresses, into(error));
  if (error) co_return failure(Fault::connect, at, "cannot be reached", error);
  wire.socket().set_option(tcp::no_delay(true), error);
  co_return Outcome<void>();
}

asio::awaitable<Opened> open_plain(WebSocketTarget at) {
  const auto executor = co_await asio::this_coro::executor;
  auto client = std::make_unique<Client<beast::tcp_stream>>(at, executor);
  auto done = co_await connect(*client, at);
  if (done) done = co_await upgrade(client->socket(), at);
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return client;
}

asio::awaitable<Opened> open_tls(WebSocketTarget at) {
  auto trust = tls_client_trust(at.ca_file);
  if (!trust) co_return failure(Fault::not_trusted, std::move(trust.error()));
  using Stream = beast::ssl_stream<beast::tcp_stream>;
  const auto executor = co_await asio::this_coro::executor;
  auto client = std::make_unique<Client<Stream>>(at, executor, **trust);
  auto done = co_await connect(*client, at);
  if (!done) co_return std::unexpected(std::move(done.error()));
  Stream& stream = client->socket().next_layer().next_layer();
  if (!expect_host(stream.native_handle(), at.host))
    co_return failure(Fault::tls, at.host + ": is no host name for TLS");
  error_code error;
  beast::get_lowest_layer(stream).expires_after(at.deadline);
  co_await stream.async_handshake(asio::ssl::stream_base::client, into(error));
  if (error) co_return std::unexpected(not_shaken(at, stream.native_handle(), error));
  done = co_await upgrade(client->socket(), at);
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return client;
}

}  // namespace

std::string_view name_of(WebSocketFault fault) {
  switch (fault) {
    case Fault::look_up:
      return "look_up";
    case Fault::connect:
      return "connect";
    case Fault::not_trusted:
      return "not_trusted";
    case Fault::tls:
      return "tls";
    case Fault::not_ready:
      return "not_ready";
    case Fault::refused:
      return "refused";
    case Fault::deadline:
      return "deadline";
    case Fault::closed:
      return "closed";
  }
  return "closed";
}

asio::awaitable<Opened> open_web_socket(WebSocketTarget target) {
  return target.tls ? open_tls(std::move(target)) : open_plain(std::move(target));
}

}  // namespace tocsin
