#pragma once
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <sys/epoll.h>

#include "bench/feed_socket.h"

/// Many WebSocket clients in one thread that do nothing but read, for benches of the feed.
namespace tocsin::bench {

class FeedReaders {
 public:
  FeedReaders(std::uint16_t port, std::string_view target, std::string_view hello, int count)
      : epoll_(::epoll_create1(EPOLL_CLOEXEC)), clients_(static_cast<std::size_t>(count)) {
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      clients_[i].socket = connected_web_socket(port, target);
      if (!hello.empty()) say(clients_[i].socket, hello);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, clients_[i].socket, &event);
    }
  }
  ~FeedReaders() {
    for (const auto& client : clients_) ::close(client.socket);
    ::close(epoll_);
  }
  FeedReaders(const FeedReaders&) = delete;
  FeedReaders& operator=(const FeedReaders&) = delete;

  /// Reads until each client has so many more bytes of messages (a few less will do: how events
  /// fall into messages moves a bracket).
  void read_each(std::size_t bytes) {
    constexpr std::size_t slack = 64;
    std::size_t missing = clients_.size();
    for (auto& client : clients_) client.wanted = client.payload + bytes - slack;
    while (missing > 0) {
      std::array<epoll_event, 64> ready;
      const int n = ::epoll_wait(epoll_, ready.data(), ready.size(), 10'000);
      if (n <= 0) fail("a client waits for messages that do not come");
      for (int i = 0; i < n; ++i) {
        auto& client = clients_[ready[static_cast<std::size_t>(i)].data.u64];
        const bool before = client.payload < client.wanted;
        read(client);
        missing -= before && client.payload >= client.wanted;
      }
    }
  }
  /// Reads until each client has got a message that holds the text: the end of catching up.
  void read_until(std::string_view text) {
    for (auto& client : clients_) {
      std::string all;
      while (all.find(text) == std::string::npos) {
        std::array<char, 65536> bytes;
        const auto got = ::recv(client.socket, bytes.data(), bytes.size(), 0);
        if (got <= 0) fail("a client was closed");
        all.append(bytes.data(), static_cast<std::size_t>(got));
      }
    }
  }

 private:
  struct Client {
    int socket = -1;
    std::string head;      // a frame's header that came in parts
    std::size_t left = 0;  // of the frame that is being read
    std::size_t payload = 0;
    std::size_t wanted = 0;
  };

  [[noreturn]] static void fail(const char* what) {
    std::fprintf(stderr, "bench_feed: %s\n", what);
    std::exit(1);
  }
  void read(Client& client) {
    const auto got = ::recv(client.socket, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (got <= 0) fail("a client was closed");
    std::string_view bytes(buffer_.data(), static_cast<std::size_t>(got));
    while (!bytes.empty()) {
      if (client.left == 0 && !take_head(client, bytes)) return;
      const std::size_t here = std::min(client.left, bytes.size());
      client.left -= here;
      client.payload += here;
      bytes.remove_prefix(here);
    }
  }
  static bool take_head(Client& client, std::string_view& bytes) {
    while (!bytes.empty()) {
      client.head += bytes.front();
      bytes.remove_prefix(1);
      if (client.head.size() < 2) continue;
      const auto size = static_cast<unsigned char>(client.head[1]);
      const std::size_t need = size < 126 ? 2 : size == 126 ? 4 : 10;
      if (client.head.size() < need) continue;
      client.left = need == 2 ? size : 0;
      for (std::size_t i = 2; i < need; ++i)
        client.left = client.left << 8 | static_cast<unsigned char>(client.head[i]);
      client.head.clear();
      return true;
    }
    return false;
  }

  int epoll_;
  std::vector<Client> clients_;
  std::vector<char> buffer_ = std::vector<char>(1 << 20);
};

}  // namespace tocsin::bench
