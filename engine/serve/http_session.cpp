#include "engine/serve/http_session.h"

#include <expected>
#include <optional>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "engine/serve/admission.h"
#include "engine/serve/answers.h"
#include "engine/serve/conversations.h"
#include "engine/serve/done_on.h"
#ifdef TOCSIN_TEST_ENDPOINTS
#include "engine/serve/echo_session.h"
#endif
#include "engine/serve/feed_session.h"
#include "engine/serve/soft_close.h"
#include "engine/serve/standing_fields.h"
#include "engine/serve/web_socket.h"

namespace tocsin::serve {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
constexpr auto tuple_awaited = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t read_bytes = 16 << 10;

enum class Next : std::uint8_t { again, close, gone };

class HttpSession {
 public:
  HttpSession(Stream stream, Serving& serving, ConnectionControl& control, Peer peer)
      : stream_(std::move(stream)),
        buffer_(2 * read_bytes + bounds::http_header_bytes),
        serving_(serving),
        control_(control),
        peer_(std::move(peer)) {}

  asio::awaitable<void> run() {
    control_.on_stop = [this] {
      if (idle_) stream_.tcp().cancel();
    };
    control_.on_abort = [this] { stream_.tcp().close(); };
    Next next = co_await begin() ? Next::again : Next::gone;
    while (next == Next::again) next = co_await one_request();
    control_.on_stop = control_.on_abort = nullptr;
    if (next == Next::close) co_await close_softly(stream_);
  }

 private:
  asio::awaitable<bool> begin();
  using Head = std::expected<std::size_t, HeadRefusal>;  // 0 bytes: the peer went

  asio::awaitable<Head> read_head_bytes();
  asio::awaitable<Next> one_request();
  asio::awaitable<std::optional<Response>> read_body(const Route& route, Request& request);
  using BodyParser = http::request_parser<http::string_body>;
  asio::awaitable<boost::system::error_code> read_into(BodyParser& parser);
  asio::awaitable<Response> answered(const Route& route, Request& request);
  asio::awaitable<Next> become_web_socket(const Route& route, Request& request);
  asio::awaitable<Next> send(const Request& request, Response response);
  // Arguments of awaited calls are named variables or trivial: GCC 12 destroys braced temporaries
  // of a co_await expression twice.
  asio::awaitable<Next> refuse(Request& request, const HeadRefusal& refusal);
  template <class Body>
  void set_fields(http::response<Body>& message, const Request& request, Response& response);

  Stream stream_;
  beast::flat_buffer buffer_;
  Serving& serving_;
  ConnectionControl& control_;
  const Peer peer_;
  int requests_ = 0;
  bool idle_ = false;
  http::request<http::string_body> message_;  // what Beast made of it: for the upgrade
};

/// Who was kept out is written down; what was merely asked for wrongly is not.
bool is_told(int status) {
  return status == 401 || status == 403 || status == 421 || status == 429;
}

bool is_web_socket(Operation operation) {
  return operation == Operation::feed || operation == Operation::echo;
}

std::string_view view(const beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.data().data()), buffer.data().size()};
}

asio::awaitable<bool> HttpSession::begin() {
  if (peer_.transport == Transport::plain) co_return true;
  idle_ = true;
  stream_.tcp().expires_after(serving_.options.request_deadline);
  const auto failed = co_await stream_.begin();
  if (failed) serving_.metrics.refused("tls-handshake");
  co_return !failed;
}

// Our own reader sees the head before Beast does: what it refuses never reaches a second reader.
asio::awaitable<HttpSession::Head> HttpSession::read_head_bytes() {
  idle_ = buffer_.size() == 0;
  stream_.tcp().expires_after(idle_ && requests_ > 0 ? serving_.options.idle_deadline
                                                     : serving_.options.request_deadline);
  while (true) {
    const auto end = find_head_end(view(buffer_));
    if (!end) co_return std::unexpected(end.error());
    if (*end) co_return **end;
    if (idle_ && serving_.stopping) co_return 0;
    const auto [error, bytes] =
        co_await stream_.async_read_some(buffer_.prepare(read_bytes), tuple_awaited);
    if (error == beast::error::timeout && !(idle_ && requests_ > 0))
      serving_.metrics.refused(idle_ ? "silent" : "slow-head");
    if (error) co_return 0;
    buffer_.commit(bytes);
    if (idle_) stream_.tcp().expires_after(serving_.options.request_deadline);
    idle_ = false;
  }
}

asio::awaitable<Next> HttpSession::refuse(Request& request, const HeadRefusal& refusal) {
  serving_.metrics.refused(std::string(refusal.code));
  Problem problem{refusal.status, refusal.code, std::string(advice_on(refusal.code))};
  if (refusal.status == 431)
    problem.detail = "at most " + std::to_string(bounds::http_header_bytes) +
                     " bytes of address and header fields: send what is long as a body";
  auto response = problem_response(problem, request.id);
  response.close = true;
  co_return co_await send(request, std::move(response));
}

asio::awaitable<Next> HttpSession::one_request() {
  const auto size = co_await read_head_bytes();
  if (size && *size == 0) co_return Next::gone;
  Request request;
  request.id = serving_.next_request_id();
  request.peer = peer_;
  request.asker = Asker(stream_.tcp().socket().native_handle());
  if (!size) co_return co_await refuse(request, size.error());
  // The body is read into the same buffer: the head is kept apart.
  const std::string head_bytes(view(buffer_).substr(0, *size));
  auto head = read_head(head_bytes);
  if (!head) co_return co_await refuse(request, head.error());
  request.head = std::move(*head);
  ++requests_;
  auto asks = serving_.proxies.who_asks(peer_, request.head);
  if (!asks) co_return co_await refuse(request, asks.error());
  request.peer = std::move(*asks);

  auto& people = serving_.engine.people();
  const Door door{people.directory(), request.peer, people.clock().now()};
  auto admission = admit(request.head, serving_.site, door);
  if (!admission.route) {
    auto response = problem_response(admission.problem, request.id);
    serving_.metrics.refused(std::string(admission.problem.code));
    if (is_told(admission.problem.status))
      serving_.say(Event::refused, std::string(admission.problem.code) + ", from " +
                                       request.peer.address + ", request " + request.id);
    response.close = request.head.framing != BodyFraming::none || admission.problem.status == 405;
    std::string allow;
    for (const auto method : admission.allowed)
      allow += (allow.empty() ? "" : ", ") + std::string(method);
    if (admission.problem.status == 405) response.fields.emplace_back("Allow", allow);
    if (admission.problem.status == 401) response.fields.emplace_back("WWW-Authenticate", "Bearer");
    if (!response.close) buffer_.consume(*size);
    co_return co_await send(request, std::move(response));
  }
  request.target = std::move(admission.target);
  request.parameters = std::move(admission.parameters);
  request.actor = std::move(admission.actor);
  if (auto refused = co_await read_body(*admission.route, request))
    co_return co_await send(request, std::move(*refused));
  if (is_web_socket(admission.route->operation))
    co_return co_await become_web_socket(*admission.route, request);
  auto response = co_await answered(*admission.route, request);
  co_return co_await send(request, std::move(response));
}

namespace {

Problem unread_body(const boost::system::error_code& error, std::size_t most) {
  if (error == http::error::header_limit)
    return {431, "chunk-framing",
            "at most " + std::to_string(bounds::http_header_bytes) +
                " bytes of chunk extensions and trailers: send what is long in the body itself"};
  if (error == http::error::body_limit)
    return {413, "body-too-large", "at most " + std::to_string(most) + " bytes here"};
  const std::string_view code = error == beast::error::timeout ? "slow-body" : "body";
  return {400, code, "the body breaks off or is framed wrongly"};
}

/// What a chunked body brings beside itself. Beast bounds neither: a peer could go on for ever
/// without a byte of body.
class ChunkFraming {
 public:
  /// Of a chunk's head, whose `extension` lies in the bytes that are read at the moment.
  void chunk(std::uint64_t size, std::string_view extension, boost::system::error_code& error) {
    bytes_ += extension.size();
    if (size == 0) trailer_ = extension.data() + extension.size();
    if (bytes_ > bounds::http_header_bytes) error = http::error::header_limit;
  }
  /// After the bytes up to `read` were understood, and `left` behind them were not, for now.
  bool holds(const char* read, std::size_t left) {
    if (trailer_) bytes_ += static_cast<std::size_t>(read - std::exchange(trailer_, nullptr));
    return bytes_ <= bounds::http_header_bytes && left <= bounds::http_header_bytes;
  }

 private:
  std::size_t bytes_ = 0;
  const char* trailer_ = nullptr;  ///< behind the last chunk's head
};

}  // namespace

asio::awaitable<boost::system::error_code> HttpSession::read_into(BodyParser& parser) {
  ChunkFraming framing;
  auto on_chunk = [&](std::uint64_t size, beast::string_view extension, beast::error_code& error) {
    framing.chunk(size, {extension.data(), extension.size()}, error);
  };
  parser.on_chunk_header(on_chunk);
  parser.eager(true);
  while (true) {
    boost::system::error_code error;
    const auto* const bytes = static_cast<const char*>(buffer_.data().data());
    const auto used = parser.put(buffer_.data(), error);
    if (error && error != http::error::need_more) co_return error;
    const bool done = parser.is_done();
    if (!framing.holds(bytes + used, done ? 0 : buffer_.size() - used))
      co_return http::error::header_limit;
    buffer_.consume(used);
    if (done) co_return boost::system::error_code{};
    const auto [failed, more] =
        co_await stream_.async_read_some(buffer_.prepare(read_bytes), tuple_awaited);
    if (failed) co_return failed;
    buffer_.commit(more);
  }
}

asio::awaitable<std::optional<Response>> HttpSession::read_body(const Route& route,
                                                                Request& request) {
  if (request.head.count("Expect") > 0 && request.head.framing != BodyFraming::none) {
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(stream_, asio::buffer(go_on), tuple_awaited);
  }
  BodyParser parser;
  parser.header_limit(2 * bounds::http_header_bytes);  // our reader has seen the head already
  parser.body_limit(route.body_most);
  const auto error = co_await read_into(parser);
  if (!error) {
    message_ = parser.release();
    request.body = std::move(message_.body());
    co_return std::nullopt;
  }
  const Problem problem = unread_body(error, route.body_most);
  serving_.metrics.refused(std::string(problem.code));
  auto response = problem_response(problem, request.id);
  response.close = true;
  co_return response;
}

asio::awaitable<Response> HttpSession::answered(const Route& route, Request& request) {
  stream_.tcp().expires_never();  // the answer has deadlines of its own
  try {
    if (const auto converse = conversation_of(route.operation))
      co_return co_await converse(request, serving_);
    if (route.operation == Operation::healthz) co_return answer_healthz();
    co_return co_await done_on(serving_.store_pool, [&] {
      return answer(route.operation, request, serving_.engine, serving_.options);
    });
  } catch (const StoreReadFailed&) {
    serving_.say(Event::fault, "request " + request.id + ": the store cannot be read");
    auto response = problem_response({503, "store", "the store cannot be read now"}, request.id);
    response.fields.emplace_back("Retry-After", "5");
    co_return response;
  } catch (const std::exception& failed) {
    serving_.say(Event::fault, "request " + request.id + " failed: " + failed.what());
    co_return problem_response({500, "internal", {}}, request.id);
  }
}

asio::awaitable<Next> HttpSession::become_web_socket([[maybe_unused]] const Route& route,
                                                     Request& request) {
  if (auto trouble = trouble_with_upgrade(request.head, request.id))
    co_return co_await send(request, std::move(*trouble));
  if (buffer_.size() > 0) {  // whoever speaks before 101 is no WebSocket client
    const HeadRefusal refusal{400, "early-bytes"};
    co_return co_await refuse(request, refusal);
  }
#ifdef TOCSIN_TEST_ENDPOINTS
  if (route.operation == Operation::echo) {
    co_await serve_echo(std::move(stream_), std::move(message_), control_);
    co_return Next::gone;
  }
#endif
  const auto seat = serving_.seats.take(request.actor.session);
  if (!seat) {
    serving_.metrics.refused("feeds");
    serving_.say(Event::refused,
                 "too many feeds, user " + request.actor.user + ", from " + request.peer.address);
    auto response = problem_response(
        {429, "feeds", "this session has five feeds open already: close one first"}, request.id);
    co_return co_await send(request, std::move(response));
  }
  serving_.metrics.answered(101);
  control_.on_stop = control_.on_abort = nullptr;
  FeedClient client{std::move(request.actor), std::string(request.field("Origin"))};
  co_await serve_feed(std::move(stream_), std::move(message_), serving_, control_,
                      std::move(client));
  co_return Next::gone;
}

template <class Body>
void HttpSession::set_fields(http::response<Body>& message, const Request& request,
                             Response& response) {
  message.version(request.head.minor_version == 0 ? 10 : 11);
  message.result(static_cast<unsigned>(response.status));
  message.set(http::field::server, "tocsin");
  message.set(http::field::content_type, response.content_type);
  for (const auto& [name, value] : standing_fields) message.set(name, value);
  if (request.peer.transport == Transport::tls)
    message.set(http::field::strict_transport_security, strict_transport);
  message.set(http::field::cache_control, caching_field(response.caching));
  message.set("X-Request-Id", request.id);
  for (const auto& [name, value] : response.fields) message.set(name, value);
  message.keep_alive(!response.close);
}

asio::awaitable<Next> HttpSession::send(const Request& request, Response response) {
  response.close |= !request.head.keep_alive || serving_.stopping ||
                    requests_ >= serving_.options.requests_per_connection;
  serving_.metrics.answered(response.status);
  stream_.tcp().expires_after(serving_.options.request_deadline);
  beast::error_code failed;
  const bool bodiless = request.head.method == "HEAD" || response.status == 304;
  if (bodiless) {
    http::response<http::empty_body> message;
    set_fields(message, request, response);
    if (response.status != 304) message.content_length(response.body.size());
    http::response_serializer<http::empty_body> serializer(message);
    std::tie(failed, std::ignore) =
        co_await http::async_write_header(stream_, serializer, tuple_awaited);
  } else {
    http::response<http::string_body> message;
    set_fields(message, request, response);
    message.body() = std::move(response.body);
    message.prepare_payload();
    std::tie(failed, std::ignore) = co_await http::async_write(stream_, message, tuple_awaited);
  }
  if (failed) co_return Next::gone;
  co_return response.close ? Next::close : Next::again;
}

}  // namespace

asio::awaitable<void> serve_connection(Stream stream, Serving& serving, ConnectionControl& control,
                                       Peer peer) {
  HttpSession session(std::move(stream), serving, control, std::move(peer));
  co_await session.run();
}

}  // namespace tocsin::serve
