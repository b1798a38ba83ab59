#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "engine/serve/response.h"
#include "engine/serve/stream.h"
#include "engine/serve/strict_header.h"

/// How connections become WebSockets (RFC 6455): the one place that sets one up.
namespace tocsin::serve {

using WebSocket = boost::beast::websocket::stream<Stream>;
using Upgrade = boost::beast::http::request<boost::beast::http::string_body>;

/// Why a request is no handshake that can be answered (RFC 6455 4.2.1), with what would be one;
/// nothing: it is.
std::optional<Response> trouble_with_upgrade(const RequestHead& head, std::string_view request_id);

struct WebSocketTerms {
  std::size_t message_most = 0;  ///< bytes of one from the peer; more: 1009
  std::string_view subprotocol;  ///< taken where the peer offers it; static; empty: none is
};

/// Answers the handshake: no compression (SECURITY B6), our header fields, no clock but the
/// caller's own. False: the peer is gone.
boost::asio::awaitable<bool> accept_web_socket(WebSocket& socket, const Upgrade& upgrade,
                                               WebSocketTerms terms);

}  // namespace tocsin::serve
