#pragma once
#include <array>
#include <functional>
#include <memory>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "engine/serve/tls.h"

namespace tocsin::serve {

/// A connection, in plain or under TLS: one type for what reads and writes it, so that HTTP and
/// WebSocket are compiled once.
///
/// Threads    One strand's, on which all operations of it complete.
/// Ownership  Owns the socket, and shares the TLS context that it was begun with.
/// Limits     Deadlines are the TCP stream's, for both.
/// Cost       An allocation for each read and write.
class Stream {
 public:
  using executor_type = boost::beast::tcp_stream::executor_type;
  using Error = boost::beast::error_code;

  /// `tls`: null for a plain one.
  Stream(boost::asio::ip::tcp::socket socket, TlsContextPtr tls);
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;
  ~Stream();

  executor_type get_executor();
  boost::beast::tcp_stream& tcp();
  bool is_tls() const;

  /// Under TLS, before anything else.
  boost::asio::awaitable<Error> begin();
  /// Says that no more comes, and waits until the peer has heard or the deadline; then closes.
  boost::asio::awaitable<void> end();

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(Error, std::size_t)>(
        [this](auto handler, const Buffers& into) {
          MutableParts parts;
          fill(parts, into);
          read(parts, bound(std::move(handler)));
        },
        token, buffers);
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(Error, std::size_t)>(
        [this](auto handler, const Buffers& from) {
          ConstParts parts;
          fill(parts, from);
          write(parts, bound(std::move(handler)));
        },
        token, buffers);
  }

 private:
  // Further pieces wait for the next write: what is composed of these goes on until all is written.
  static constexpr std::size_t parts_most = 8;
  using MutableParts = std::array<boost::asio::mutable_buffer, parts_most>;
  using ConstParts = std::array<boost::asio::const_buffer, parts_most>;
  using Done = std::move_only_function<void(Error, std::size_t)>;

  template <class Parts, class Buffers>
  static void fill(Parts& parts, const Buffers& buffers) {
    const auto end = boost::asio::buffer_sequence_end(buffers);
    std::size_t filled = 0;
    for (auto at = boost::asio::buffer_sequence_begin(buffers); at != end && filled < parts_most;
         ++at)
      parts[filled++] = *at;
  }
  template <class Handler>
  Done bound(Handler handler) {
    auto executor = boost::asio::get_associated_executor(handler, get_executor());
    return [handler = std::move(handler), executor](Error error, std::size_t bytes) mutable {
      boost::asio::dispatch(executor, [handler = std::move(handler), error, bytes]() mutable {
        std::move(handler)(error, bytes);
      });
    };
  }
  void read(const MutableParts& parts, Done done);
  void write(const ConstParts& parts, Done done);

  struct Layers;
  std::unique_ptr<Layers> layers_;
};

/// How Beast's WebSocket ends one: both sides have said close already.
void teardown(boost::beast::role_type role, Stream& stream, boost::beast::error_code& error);
template <class Handler>
void async_teardown(boost::beast::role_type role, Stream& stream, Handler&& handler) {
  boost::beast::error_code error;
  teardown(role, stream, error);
  boost::asio::post(stream.get_executor(), [handler = std::forward<Handler>(handler),
                                            error]() mutable { std::move(handler)(error); });
}
inline void beast_close_socket(Stream& stream) {
  stream.tcp().close();
}

}  // namespace tocsin::serve
