#pragma once
#include <cstddef>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include "connectors/unchecked_text.h"

namespace tocsin {

/// A layer between Beast's WebSocket client and the stream below it: what is read passes
/// UncheckedText.
template <class Next>
class UncheckedTextStream {
 public:
  using next_layer_type = Next;
  using executor_type = boost::beast::executor_type<Next>;

  template <class... Arguments>
  explicit UncheckedTextStream(Arguments&&... arguments)
      : next_(std::forward<Arguments>(arguments)...) {}

  executor_type get_executor() { return next_.get_executor(); }
  Next& next_layer() { return next_; }
  const Next& next_layer() const { return next_; }
  UncheckedText& text() { return text_; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    auto read = [this, buffers, begun = false](auto& self, boost::system::error_code error = {},
                                               std::size_t size = 0) mutable {
      if (!std::exchange(begun, true)) {
        self.reset_cancellation_state(boost::asio::enable_total_cancellation());
        const auto into = buffers;  // `self` holds the other ones, and goes
        next_.async_read_some(into, std::move(self));
        return;
      }
      pass(buffers, size);
      self.complete(error, size);
    };
    return boost::asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
        std::move(read), token, next_);
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return next_.async_write_some(buffers, std::forward<Token>(token));
  }

  /// Beast finds this by its name when it closes a WebSocket.
  template <class Handler>
  friend void async_teardown(boost::beast::role_type role, UncheckedTextStream& stream,
                             Handler&& handler) {
    using boost::beast::websocket::async_teardown;
    async_teardown(role, stream.next_, std::forward<Handler>(handler));
  }

 private:
  template <class Buffers>
  void pass(const Buffers& buffers, std::size_t size) {
    auto at = boost::asio::buffer_sequence_begin(buffers);
    for (; size > 0; ++at) {
      const boost::asio::mutable_buffer buffer(*at);
      const auto part = std::min(size, buffer.size());
      text_.pass({static_cast<unsigned char*>(buffer.data()), part});
      size -= part;
    }
  }

  Next next_;
  UncheckedText text_;
};

}  // namespace tocsin
