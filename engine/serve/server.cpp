#include "engine/serve/server.h"

#include <thread>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sodium.h>

#include "engine/serve/http_session.h"
#include "engine/serve/problem.h"
#include "engine/serve/serving.h"
#include "engine/serve/standing_fields.h"

namespace tocsin::serve {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto tuple_awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds accept_pause{100};

// Too many connections: said without reading a byte, so that it costs next to nothing.
std::string too_many(std::string_view request_id) {
  const auto refused =
      problem_response({503, "connections", "too many clients are connected"}, request_id);
  std::string text = "HTTP/1.1 503 Service Unavailable\r\n";
  const auto field = [&](std::string_view name, std::string_view value) {
    text.append(name).append(": ").append(value).append("\r\n");
  };
  for (const auto& [name, value] : standing_fields) field(name, value);
  field("Content-Type", refused.content_type);
  field("Content-Length", std::to_string(refused.body.size()));
  field("Cache-Control", "no-store");
  field("X-Request-Id", request_id);
  field("Retry-After", "5");
  field("Connection", "close");
  return text + "\r\n" + refused.body;
}

std::string host_text(const tcp::endpoint& at) {
  const auto text = at.address().to_string();
  return (at.address().is_v6() ? '[' + text + ']' : text) + ':' + std::to_string(at.port());
}

std::expected<tcp::endpoint, ServeError> endpoint_of(const std::string& host, std::uint16_t port,
                                                     bool tls) {
  boost::system::error_code failed;
  const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, failed);
  if (failed)
    return std::unexpected(ServeError{
        78, "cannot listen on '" + host + "': give an IP address, such as 127.0.0.1:8420"});
  if (!address.is_loopback() && !tls)
    return std::unexpected(ServeError{
        78, "will not listen on " + host +
                " without TLS: passwords and posts could be read on the way. Configure `tls: "
                "{certificate: …, key: …}`, or listen on 127.0.0.1 and reach it through a tunnel "
                "(ssh -L 8420:127.0.0.1:8420 host)"});
  return tcp::endpoint(address, port);
}

/// Beyond this machine nobody is let in without an account.
std::optional<ServeError> nobody_to_let_in(const tcp::endpoint& at, EngineView& engine) {
  if (at.address().is_loopback() || engine.people().directory().has_users()) return std::nullopt;
  return ServeError{78, "will not listen on " + host_text(at) +
                            " while there are no accounts: make the first with `tocsin user add "
                            "NAME --admin`, on the same --data"};
}

ServeError not_listening(const tcp::endpoint& at, const boost::system::system_error& error) {
  return {69, "cannot listen on " + host_text(at) + ": " + error.code().message() +
                  ". Stop what listens there, or choose another address with --listen"};
}

}  // namespace

std::string Serving::next_request_id() {
  // Unguessable enough not to be mistaken for another run's; not a secret.
  static const std::uint64_t run = [] {
    std::uint64_t random = 0;
    randombytes_buf(&random, sizeof random);
    return random;
  }();
  constexpr char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
  std::uint64_t value = run + ++request_;
  std::string text(13, '0');
  for (auto at = text.rbegin(); at != text.rend(); ++at, value >>= 5) *at = digits[value & 31];
  return text;
}

std::string ServeOptions::validate() const {
  if (io_threads < 1 || io_threads > 16) return "serve.io_threads must be 1 to 16";
  if (store_threads < 1 || store_threads > 16) return "serve.store_threads must be 1 to 16";
  if (connections < 1) return "serve.connections must be at least 1";
  if (const auto proxies = TrustedProxies::of(trusted_proxies); !proxies)
    return "trusted_proxies: " + proxies.error();
  return {};
}

class Server::Impl {
 public:
  Impl(EngineView& engine, ServeOptions options, tcp::endpoint at, TlsContextPtr tls)
      : tls_(std::move(tls)),
        io_(options.io_threads),
        acceptor_(asio::make_strand(io_), at),
        serving_(engine, std::move(options), acceptor_.local_endpoint().port()) {}

  void run() {
    serving_.engine.people().on_change([this] { look_again(); });
    asio::co_spawn(acceptor_.get_executor(), accept_loop(), [](const std::exception_ptr& failed) {
      if (failed) std::rethrow_exception(failed);
    });
    for (int i = 0; i < serving_.options.io_threads; ++i)
      threads_.emplace_back([this] { io_.run(); });
  }

  tcp::endpoint endpoint() const { return at_; }

  std::expected<void, std::string> reload_certificate() {
    if (serving_.options.tls.empty()) return {};
    auto loaded = TlsContext::load(serving_.options.tls);
    if (!loaded) return std::unexpected(std::move(loaded.error()));
    const std::scoped_lock lock(tls_mutex_);
    tls_ = std::move(*loaded);
    return {};
  }

  void announce() {
    if (ringing_.exchange(true) || serving_.stopping) return;
    asio::post(io_, [this] {
      ringing_ = false;
      serving_.connections.tell(&ConnectionControl::on_news);
    });
  }

  /// Sessions may have ended, or may less than before: whoever is on the feed looks at once.
  void look_again() { serving_.connections.tell(&ConnectionControl::on_access); }

  void stop() {
    if (serving_.stopping.exchange(true)) return;
    serving_.engine.people().on_change({});
    asio::post(acceptor_.get_executor(), [this] {
      boost::system::error_code ignored;
      acceptor_.close(ignored);
      retry_.cancel();
    });
    serving_.connections.tell(&ConnectionControl::on_stop);
  }

  void join() {
    if (threads_.empty()) return;
    if (!serving_.connections.wait_until_none(serving_.options.drain)) {
      serving_.given_up = true;
      serving_.connections.tell(&ConnectionControl::on_abort);
    }
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    serving_.store_pool.join();
    serving_.workshop.join();
    serving_.drafts.pool.join();
  }

 private:
  asio::awaitable<void> accept_loop();
  void take(tcp::socket socket);
  TlsContextPtr tls() const {
    const std::scoped_lock lock(tls_mutex_);
    return tls_;
  }

  mutable std::mutex tls_mutex_;
  TlsContextPtr tls_;  ///< null: plain
  asio::io_context io_;
  tcp::acceptor acceptor_;
  const tcp::endpoint at_ = acceptor_.local_endpoint();
  asio::steady_timer retry_{acceptor_.get_executor()};
  Serving serving_;
  std::atomic<bool> ringing_{false};
  std::vector<std::thread> threads_;
};

asio::awaitable<void> Server::Impl::accept_loop() {
  while (!serving_.stopping) {
    auto [error, socket] = co_await acceptor_.async_accept(asio::make_strand(io_), tuple_awaited);
    if (!error) {
      take(std::move(socket));
      continue;
    }
    if (serving_.stopping) break;
    // Out of file handles mostly: accepting again at once would spin.
    serving_.metrics.accept_failed.Increment();
    serving_.say(Event::fault, "cannot accept a connection: " + error.message());
    retry_.expires_after(accept_pause);
    co_await retry_.async_wait(tuple_awaited);
  }
}

void Server::Impl::take(tcp::socket socket) {
  boost::system::error_code failed;
  const auto peer = socket.remote_endpoint(failed);
  if (failed) return;
  const std::string address = plain_address(peer.address());
  const bool loopback = asio::ip::make_address(address).is_loopback();
  const bool many = loopback || serving_.proxies.trusts(address);
  auto strand = socket.get_executor();
  auto control = serving_.connections.open(strand, address, many);
  auto with = tls();
  if (!control) {
    serving_.metrics.connections_refused.Increment();
    const auto id = serving_.next_request_id();
    serving_.say(Event::refused, "too many connections, from " + address + ", request " + id);
    if (with) return;  // it would not be understood
    socket.non_blocking(true, failed);
    socket.write_some(asio::buffer(too_many(id)), failed);
    return;
  }
  serving_.metrics.connections.Increment();
  const Peer from{address, loopback, with ? Transport::tls : Transport::plain};
  Stream stream(std::move(socket), std::move(with));
  asio::co_spawn(strand, serve_connection(std::move(stream), serving_, *control, from),
                 [this, control, address, many](const std::exception_ptr& failure) {
                   serving_.metrics.connections.Decrement();
                   serving_.connections.close(control, address, many);
                   if (failure) std::rethrow_exception(failure);
                 });
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  stop();
  join();
}

std::optional<ServeError> trouble_listening(const std::string& address, std::uint16_t port,
                                            const TlsFiles& tls) {
  const auto at = endpoint_of(address, port, !tls.empty());
  if (!at) return at.error();
  if (!tls.empty())
    if (auto loaded = TlsContext::load(tls); !loaded) return ServeError{78, loaded.error()};
  try {
    asio::io_context io;
    const tcp::acceptor trial(io, *at);
    return std::nullopt;
  } catch (const boost::system::system_error& error) {
    return not_listening(*at, error);
  }
}

std::expected<std::unique_ptr<Server>, ServeError> Server::start(EngineView& engine,
                                                                 ServeOptions options) {
  if (auto wrong = options.validate(); !wrong.empty())
    return std::unexpected(ServeError{78, std::move(wrong)});
  const auto at = endpoint_of(options.address, options.port, !options.tls.empty());
  if (!at) return std::unexpected(at.error());
  if (auto nobody = nobody_to_let_in(*at, engine)) return std::unexpected(std::move(*nobody));
  TlsContextPtr tls;
  if (!options.tls.empty()) {
    auto loaded = TlsContext::load(options.tls);
    if (!loaded) return std::unexpected(ServeError{78, std::move(loaded.error())});
    tls = std::move(*loaded);
  }
  try {
    auto impl = std::make_unique<Impl>(engine, std::move(options), *at, std::move(tls));
    impl->run();
    return std::unique_ptr<Server>(new Server(std::move(impl)));
  } catch (const boost::system::system_error& error) {
    return std::unexpected(not_listening(*at, error));
  }
}

std::string Server::address() const {
  return host_text(impl_->endpoint());
}

std::uint16_t Server::port() const {
  return impl_->endpoint().port();
}

void Server::announce(std::uint64_t) {
  impl_->announce();
}

std::expected<void, std::string> Server::reload_certificate() {
  return impl_->reload_certificate();
}

void Server::stop() {
  impl_->stop();
}

void Server::join() {
  impl_->join();
}

}  // namespace tocsin::serve
