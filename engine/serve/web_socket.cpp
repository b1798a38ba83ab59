#include "engine/serve/web_socket.h"

#include <algorithm>
#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "engine/bounds.h"
#include "engine/serve/problem.h"
#include "engine/serve/standing_fields.h"

namespace tocsin::serve {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
constexpr auto tuple_awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds close_deadline{5};

/// Sixteen bytes as base64: 22 of its characters, of which the last holds two bits, and `==`.
bool is_key(std::string_view text) {
  const auto known = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
  };
  return text.size() == 24 && text.ends_with("==") &&
         std::ranges::all_of(text.substr(0, 22), known) &&
         std::string_view("AQgw").find(text[21]) != std::string_view::npos;
}

Response upgrade_response(Problem problem, std::string_view request_id) {
  auto response = problem_response(problem, request_id);
  response.close = true;
  return response;
}

bool offers(const Upgrade& upgrade, std::string_view subprotocol) {
  RequestHead head;
  for (const auto& field : upgrade)
    if (field.name() == http::field::sec_websocket_protocol)
      head.fields.push_back({"Sec-WebSocket-Protocol", field.value()});
  return !subprotocol.empty() && head.has_token("Sec-WebSocket-Protocol", subprotocol);
}

void set_terms(WebSocket& socket, const WebSocketTerms& terms) {
  websocket::permessage_deflate off;
  off.server_enable = false;
  socket.set_option(off);
  socket.set_option(
      websocket::stream_base::timeout{close_deadline, websocket::stream_base::none(), false});
  socket.read_message_max(terms.message_most);
  // A message is one frame, unless a single event is larger than one may be.
  socket.auto_fragment(true);
  socket.write_buffer_bytes(bounds::ws_frame_bytes);
}

}  // namespace

std::optional<Response> trouble_with_upgrade(const RequestHead& head, std::string_view request_id) {
  const bool asks = head.method == "GET" && head.minor_version == 1 &&
                    head.has_token("Upgrade", "websocket") &&
                    head.has_token("Connection", "upgrade");
  if (!asks) {
    auto response =
        upgrade_response({426, "upgrade", "a WebSocket is what there is here"}, request_id);
    response.fields.emplace_back("Upgrade", "websocket");
    return response;
  }
  if (head.find("Sec-WebSocket-Version") != "13") {
    auto response =
        upgrade_response({426, "websocket-version", "version 13 alone is spoken"}, request_id);
    response.fields.emplace_back("Upgrade", "websocket");
    response.fields.emplace_back("Sec-WebSocket-Version", "13");
    return response;
  }
  if (is_key(head.find("Sec-WebSocket-Key").value_or(""))) return std::nullopt;
  return upgrade_response(
      {400, "websocket-key", "Sec-WebSocket-Key is 16 bytes as base64, and stands once"},
      request_id);
}

asio::awaitable<bool> accept_web_socket(WebSocket& socket, const Upgrade& upgrade,
                                        WebSocketTerms terms) {
  auto& tcp = socket.next_layer().tcp();
  tcp.expires_never();  // two clocks on one socket would clash
  set_terms(socket, terms);
  const bool tls = socket.next_layer().is_tls();
  const bool taken = offers(upgrade, terms.subprotocol);
  socket.set_option(websocket::stream_base::decorator([=](websocket::response_type& response) {
    response.set(http::field::server, "tocsin");
    for (const auto& [name, value] : standing_fields) response.set(name, value);
    if (tls) response.set(http::field::strict_transport_security, strict_transport);
    response.set(http::field::cache_control, "no-store");
    if (taken) response.set(http::field::sec_websocket_protocol, terms.subprotocol);
  }));
  const auto [error] = co_await socket.async_accept(upgrade, tuple_awaited);
  co_return !error;
}

}  // namespace tocsin::serve
