#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "bench/feed_socket.h"
#include "bench/pipeline_corpus.h"
#include "engine/time.h"

/// A stream in Jetstream's shape at a steady rate, and when each of its posts was due.
namespace tocsin::bench {

using Steady = std::chrono::steady_clock;

struct LoadOptions {
  double posts_per_second = 20'000;
  double seconds = 20;
  std::uint64_t alert_every = 100;  ///< of so many posts one raises an alert
};

/// Frames that were made before, each sent again and again with a time and a number of its own.
/// The post with number n has the record key `l` or, where it raises an alert, `a`, and n in
/// twelve digits.
class LoadFrames {
 public:
  explicit LoadFrames(const std::vector<BenchRule>& rules) {
    tools::TrafficOptions options{.posts = 4'000, .shape = tools::TrafficShape::bench};
    for (const auto& rule : rules) options.plant.push_back(rule.said);
    options.plant_share = 0.09;
    make(options, ordinary_);
    options.seed = 2;
    options.plant = {"acme, my line is broken"};
    options.plant_share = 1;
    make(options, raising_);
  }

  /// Appends the n-th as a WebSocket message.
  void append(std::uint64_t n, bool raises, Instant at, std::string& out) {
    auto& all = raises ? raising_ : ordinary_;
    auto& frame = all[n % all.size()];
    write_digits(frame.bytes.data() + frame.time, 16, static_cast<std::uint64_t>(us_of(at)));
    frame.bytes[frame.key] = raises ? 'a' : 'l';
    write_digits(frame.bytes.data() + frame.key + 1, 12, n);
    out += frame.bytes;
  }

 private:
  struct Frame {
    std::string bytes;
    std::size_t time = 0;
    std::size_t key = 0;
  };

  static void make(const tools::TrafficOptions& options, std::vector<Frame>& into) {
    tools::Traffic traffic(options);
    for (std::string text; traffic.next(text);) {
      // An answer belongs to another post's case, and would only update its alert.
      if (text.find("\"reply\":") != text.npos) continue;
      Frame frame{
          {'\x81', 126, static_cast<char>(text.size() >> 8), static_cast<char>(text.size())}, 0, 0};
      frame.bytes += text;
      frame.time = after(frame.bytes, "\"time_us\":");
      frame.key = after(frame.bytes, "\"rkey\":\"");
      if (text.size() < 126 || text.size() > 0xffff || frame.bytes.at(frame.key + 13) != '"')
        throw std::runtime_error("a frame of the generator is not as it was");
      into.push_back(std::move(frame));
    }
  }
  static std::size_t after(const std::string& bytes, std::string_view key) {
    return bytes.find(key) + key.size();
  }
  static void write_digits(char* at, int digits, std::uint64_t value) {
    while (digits-- > 0) {
      at[digits] = static_cast<char>('0' + value % 10);
      value /= 10;
    }
  }

  std::vector<Frame> ordinary_;
  std::vector<Frame> raising_;
};

/// A server for one listener. It is never ahead of its plan, and what it cannot send at the time
/// counts from when it was due.
class SteadyStream {
 public:
  SteadyStream(LoadFrames& frames, LoadOptions options)
      : frames_(frames),
        options_(options),
        acceptor_(io_, {boost::asio::ip::address_v4::loopback(), 0}) {}

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  std::uint64_t posts() const {
    return static_cast<std::uint64_t>(options_.posts_per_second * options_.seconds);
  }
  bool raises(std::uint64_t n) const { return n % options_.alert_every == 0; }
  std::uint64_t alerts() const {
    return (posts() + options_.alert_every - 1) / options_.alert_every;
  }
  /// Once it runs.
  Steady::time_point due(std::uint64_t n) const {
    const std::chrono::duration<double> later(static_cast<double>(n) / options_.posts_per_second);
    return start_ + std::chrono::duration_cast<Steady::duration>(later);
  }

  /// Waits for the listener.
  void accept() {
    socket_.emplace(acceptor_.accept());
    socket_->next_layer().set_option(boost::asio::ip::tcp::no_delay(true));
    socket_->accept();
  }
  /// The first post is due now. Before run(), and before anybody asks for due().
  void begin() { start_ = Steady::now(); }
  /// Sends everything, at its time.
  void run() {
    const int socket = socket_->next_layer().native_handle();
    std::string block;
    for (std::uint64_t n = 0; n < posts();) {
      std::this_thread::sleep_until(std::max(due(n), last_ + std::chrono::microseconds(500)));
      last_ = Steady::now();
      const Instant stamp = SystemClock().now();
      for (block.clear(); n < posts() && due(n) <= last_; ++n)
        frames_.append(n, raises(n), stamp, block);
      send_all(socket, block);
      held_ = std::max(held_, Steady::now() - last_);
    }
  }
  /// The longest that the listener made us wait.
  Steady::duration held() const { return held_; }

 private:
  LoadFrames& frames_;
  const LoadOptions options_;
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::optional<boost::beast::websocket::stream<boost::asio::ip::tcp::socket>> socket_;
  Steady::time_point start_{};
  Steady::time_point last_{};
  Steady::duration held_{};
};

}  // namespace tocsin::bench
