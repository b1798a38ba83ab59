#pragma once
#include <cstdint>
#include <string>

namespace tocsin::serve {

enum class Transport : std::uint8_t { plain, tls };

/// Who is at the other end of a connection.
struct Peer {
  std::string address;
  bool loopback = false;
  Transport transport = Transport::plain;
};

}  // namespace tocsin::serve
