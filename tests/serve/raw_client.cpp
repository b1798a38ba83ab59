#include "tests/serve/raw_client.h"

#include <array>
#include <charconv>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tocsin::test {
namespace {
constexpr int patience_ms = 10'000;
}

RawClient::RawClient(std::uint16_t port, int receive_buffer) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (receive_buffer > 0)
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
    ::close(socket_);
    socket_ = -1;
  }
}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::fill() {
  pollfd waits{socket_, POLLIN, 0};
  if (socket_ < 0 || ::poll(&waits, 1, patience_ms) <= 0) return false;
  std::array<char, 65536> bytes;
  const auto got = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (got <= 0) return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  return true;
}

std::string RawClient::read_to_end() {
  while (fill()) {
  }
  return std::exchange(buffer_, {});
}

bool RawClient::closed() {
  while (fill()) {
  }
  char byte;
  return ::recv(socket_, &byte, 1, MSG_DONTWAIT) <= 0 && errno != EAGAIN;
}

void RawClient::end_sending() {
  ::shutdown(socket_, SHUT_WR);
}

std::string RawClient::read_response() {
  std::size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!fill()) return std::exchange(buffer_, {});
  std::size_t size = end + 4, length = 0;
  if (const auto at = buffer_.find("Content-Length: "); at < end) {
    const char* from = buffer_.data() + at + 16;
    std::from_chars(from, buffer_.data() + end, length);
  }
  size += length;
  while (buffer_.size() < size && fill()) {
  }
  auto response = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return response;
}

std::string RawClient::ask(std::string_view request) {
  send(request);
  return read_response();
}

WsClient::WsClient(std::uint16_t port, std::string_view extra_fields, int receive_buffer,
                   std::string_view path)
    : RawClient(port, receive_buffer) {
  const std::string host = "127.0.0.1:" + std::to_string(port);
  handshake_ = ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: " + host +
                   "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                   std::string(extra_fields) + "\r\n");
}

void WsClient::send_frame(int opcode, std::string_view payload, bool fin) {
  std::string frame(1, static_cast<char>((fin ? 0x80 : 0) | opcode));
  const std::size_t size = payload.size();
  if (size < 126) {
    frame += static_cast<char>(0x80 | size);
  } else if (size < 65536) {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(size >> 8);
    frame += static_cast<char>(size & 0xFF);
  } else {
    frame += static_cast<char>(0x80 | 127);
    for (int shift = 56; shift >= 0; shift -= 8) frame += static_cast<char>(size >> shift & 0xFF);
  }
  const std::string mask = "\x11\x22\x33\x44";
  frame += mask;
  for (std::size_t i = 0; i < size; ++i) frame += static_cast<char>(payload[i] ^ mask[i % 4]);
  send(frame);
}

std::optional<WsFrame> WsClient::read_frame() {
  const auto need = [&](std::size_t bytes) {
    while (buffer_.size() < bytes)
      if (!fill()) return false;
    return true;
  };
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(buffer_[i]); };
  while (need(2)) {
    std::size_t head = 2, size = byte(1) & 0x7F;
    if (size >= 126) {
      head += size == 126 ? 2 : 8;
      if (!need(head)) break;
      size = 0;
      for (std::size_t i = 2; i < head; ++i) size = size << 8 | byte(i);
    }
    if (!need(head + size)) break;
    WsFrame frame{byte(0) & 0x0F, buffer_.substr(head, size), (byte(0) & 0x80) != 0};
    buffer_.erase(0, head + size);
    if (frame.opcode != 9) return frame;
    send_frame(10, frame.payload);
  }
  return std::nullopt;
}

std::string WsClient::read_text() {
  std::string text;
  while (const auto frame = read_frame()) {
    if (frame->opcode == 8) return {};
    if (frame->opcode > 1) continue;
    text += frame->payload;
    if (frame->fin) return text;
  }
  return {};
}

int WsClient::read_close() {
  while (const auto frame = read_frame())
    if (frame->opcode == 8) return frame->close_code();
  return 0;
}

}  // namespace tocsin::test
