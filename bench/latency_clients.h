#pragma once
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <vector>

#include <sys/epoll.h>

#include "bench/feed_socket.h"
#include "bench/latency_load.h"

/// Clients of the feed that note when each alert reached each of them.
namespace tocsin::bench {

class AlertClients {
 public:
  AlertClients(std::uint16_t port, int count, const SteadyStream& stream, double warm_up_seconds)
      : stream_(stream),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        clients_(static_cast<std::size_t>(count)),
        warm_up_(warm_up_seconds) {
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      clients_[i].seen.resize(stream.posts());
      clients_[i].socket = connected_web_socket(port, "/api/v1/feed");
      say(clients_[i].socket, R"({"type":"hello","since":0})");
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, clients_[i].socket, &event);
    }
  }
  ~AlertClients() {
    for (const auto& client : clients_) ::close(client.socket);
    ::close(epoll_);
  }
  AlertClients(const AlertClients&) = delete;
  AlertClients& operator=(const AlertClients&) = delete;

  /// Reads until every client has every alert, or nothing has come for so long.
  void run(std::chrono::milliseconds patience) {
    const auto wanted = stream_.alerts() * clients_.size();
    while (delivered_ < wanted) {
      std::array<epoll_event, 64> ready;
      const int n =
          ::epoll_wait(epoll_, ready.data(), ready.size(), static_cast<int>(patience.count()));
      if (n <= 0) return;
      for (int i = 0; i < n; ++i) read(clients_[ready[static_cast<std::size_t>(i)].data.u64]);
    }
  }

  std::uint64_t delivered() const { return delivered_; }
  /// Alerts that were told a client more than once.
  std::uint64_t doubled() const {
    std::uint64_t told = 0;
    for (const auto& client : clients_) told += client.raised;
    return told - delivered_;
  }
  /// From when a post was due on the source's socket to when its alert was read from a client's,
  /// behind the warm-up.
  std::vector<double> milliseconds() && { return std::move(milliseconds_); }

 private:
  static constexpr std::string_view raised_mark = "\"kind\":\"alert.raised\"";
  static constexpr std::string_view post_mark = "/app.bsky.feed.post/a";
  static constexpr std::size_t digits = 12;
  static constexpr std::size_t tail_most = post_mark.size() + digits - 1;

  struct Client {
    int socket = -1;
    std::array<char, tail_most> tail{};  ///< what came last: a mark may come in parts
    std::size_t tail_size = 0;
    std::vector<bool> seen;  ///< by the post's number
    std::uint64_t raised = 0;
  };

  void read(Client& client) {
    char* const fresh = buffer_.data() + tail_most;
    const auto got = ::recv(client.socket, fresh, buffer_.size() - tail_most, MSG_DONTWAIT);
    if (got <= 0) throw std::runtime_error("the server closed a client");
    const auto now = Steady::now();
    char* const from = fresh - client.tail_size;
    std::memcpy(from, client.tail.data(), client.tail_size);
    const std::string_view bytes(from, client.tail_size + static_cast<std::size_t>(got));
    // Only marks that end in what is new.
    const auto first = [&](std::size_t size) {
      return client.tail_size < size ? 0 : client.tail_size - size + 1;
    };
    for (auto at = bytes.find(raised_mark, first(raised_mark.size())); at != bytes.npos;
         at = bytes.find(raised_mark, at + 1))
      ++client.raised;
    for (auto at = bytes.find(post_mark, first(tail_most + 1)); at != bytes.npos;
         at = bytes.find(post_mark, at + 1))
      if (at + post_mark.size() + digits <= bytes.size())
        note(client, bytes.substr(at + post_mark.size(), digits), now);
    client.tail_size = std::min(bytes.size(), tail_most);
    std::memcpy(client.tail.data(), bytes.data() + bytes.size() - client.tail_size,
                client.tail_size);
  }

  void note(Client& client, std::string_view number, Steady::time_point now) {
    std::uint64_t n = 0;
    for (const char digit : number) n = n * 10 + static_cast<std::uint64_t>(digit - '0');
    if (n >= client.seen.size() || client.seen[n]) return;
    client.seen[n] = true;
    ++delivered_;
    const auto due = stream_.due(n);
    if (due - stream_.due(0) >= warm_up_)
      milliseconds_.push_back(std::chrono::duration<double, std::milli>(now - due).count());
  }

  const SteadyStream& stream_;
  const int epoll_;
  std::vector<Client> clients_;
  const std::chrono::duration<double> warm_up_;
  std::vector<double> milliseconds_;
  std::uint64_t delivered_ = 0;
  std::vector<char> buffer_ = std::vector<char>(1 << 18);
};

}  // namespace tocsin::bench
