#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

namespace tocsin {

/// What went wrong with a connection. The names go into news and logs.
enum class WebSocketFault : std::uint8_t {
  look_up,      ///< the name has no address
  connect,      ///< nobody answers there
  not_trusted,  ///< TLS: expired, self-signed, for another host …
  tls,          ///< TLS failed otherwise
  not_ready,    ///< 5xx or 429 instead of the upgrade: try again
  refused,      ///< any other answer: asking again will not help soon
  deadline,
  closed,  ///< by the peer or the network, politely or not
};
std::string_view name_of(WebSocketFault fault);

struct WebSocketFailure {
  WebSocketFault fault = WebSocketFault::closed;
  std::string why;  ///< for a person
};

struct WebSocketTarget {
  bool tls = true;
  std::string host;
  std::string port;
  std::string target;
  std::filesystem::path ca_file = {};
  std::chrono::milliseconds deadline{10'000};  ///< for each step of opening
};

struct WebSocketMessage {
  /// Of a longer message than bounds::frame_bytes that many bytes and one. bounds::padding
  /// readable bytes stand behind it. Text need not be UTF-8: see UncheckedText.
  std::string_view bytes;
  bool binary = false;
};

/// A client's side of one WebSocket, which only listens (pings are answered while it reads).
///
/// Threads    All on the executor of the coroutine that opened it, which must be a strand.
/// Ownership  A message lives until the next read().
/// Limits     No message is too long to pass: the rest of a long one is skipped.
/// Errors     Values; cancellation ends an operation by boost::system::system_error, and after
///            it the socket can only be destroyed.
class WebSocketClient {
 public:
  virtual ~WebSocketClient() = default;
  virtual boost::asio::awaitable<std::expected<WebSocketMessage, WebSocketFailure>> read() = 0;
  /// Ends a read() under way, with an error. Cancellation alone need not: Beast overlooks one
  /// that comes while it answers a ping.
  virtual void abandon() = 0;
};

boost::asio::awaitable<std::expected<std::unique_ptr<WebSocketClient>, WebSocketFailure>>
open_web_socket(WebSocketTarget target);

}  // namespace tocsin
