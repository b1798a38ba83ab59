#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/// As much of a client's sockets as benches need: nothing that costs while they measure.
namespace tocsin::bench {

inline int connected_socket(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
    throw std::runtime_error("cannot connect to port " + std::to_string(port));
  return socket;
}

inline void send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) throw std::runtime_error("the peer was closed while it was sent to");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

/// A WebSocket, upgraded, from which everything can be read.
inline int connected_web_socket(std::uint16_t port, std::string_view target) {
  const int socket = connected_socket(port);
  send_all(socket, "GET " + std::string(target) +
                       " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
                       "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  std::string answer;
  while (!answer.ends_with("\r\n\r\n")) {
    char byte;
    if (::recv(socket, &byte, 1, 0) != 1) throw std::runtime_error("no WebSocket handshake");
    answer += byte;
  }
  return socket;
}

/// Says a short text (below 126 bytes), masked with zeros.
inline void say(int socket, std::string_view text) {
  std::string frame{'\x81', static_cast<char>(0x80 | text.size()), 0, 0, 0, 0};
  frame += text;
  send_all(socket, frame);
}

}  // namespace tocsin::bench
