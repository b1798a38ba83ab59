#include "connectors/public_address.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace tocsin {
namespace {

struct Network4 {
  std::uint32_t from;
  int bits;
};
/// Of IANA's special-purpose registry, what is not of the open internet.
constexpr std::array<Network4, 15> closed4{{{0x00000000, 8},    // this network
                                            {0x0A000000, 8},    // private
                                            {0x64400000, 10},   // a carrier's own
                                            {0x7F000000, 8},    // this machine
                                            {0xA9FE0000, 16},   // link-local
                                            {0xAC100000, 12},   // private
                                            {0xC0000000, 24},   // protocols' own
                                            {0xC0000200, 24},   // for examples
                                            {0xC0586300, 24},   // relays to IPv6
                                            {0xC0A80000, 16},   // private
                                            {0xC6120000, 15},   // for measurements
                                            {0xC6336400, 24},   // for examples
                                            {0xCB007100, 24},   // for examples
                                            {0xE0000000, 4},    // multicast
                                            {0xF0000000, 4}}};  // reserved, broadcast

bool is_public4(std::uint32_t address) {
  return std::ranges::none_of(closed4, [&](const Network4& network) {
    return (address ^ network.from) >> (32 - network.bits) == 0;
  });
}

using Bytes = std::array<std::uint8_t, 16>;

template <std::size_t N>
bool starts_with(const Bytes& address, const std::uint8_t (&prefix)[N]) {
  return std::equal(prefix, prefix + N, address.begin());
}

std::uint32_t word_at(const Bytes& address, std::size_t at) {
  return static_cast<std::uint32_t>(address[at]) << 24 |
         static_cast<std::uint32_t>(address[at + 1]) << 16 |
         static_cast<std::uint32_t>(address[at + 2]) << 8 | address[at + 3];
}

bool is_public6(const Bytes& address) {
  constexpr std::uint8_t mapped[]{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  constexpr std::uint8_t nat64[]{0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0};
  if (starts_with(address, mapped) || starts_with(address, nat64))
    return is_public4(word_at(address, 12));
  if (starts_with(address, {0x20, 0x02})) return is_public4(word_at(address, 2));  // 6to4
  // Global unicast is 2000::/3; of it 2001::/23 is protocols' own, 2001:db8::/32 for examples.
  if ((address[0] & 0xE0) != 0x20) return false;
  if (starts_with(address, {0x20, 0x01}) && (address[2] & 0xFE) == 0) return false;
  return !starts_with(address, {0x20, 0x01, 0x0D, 0xB8});
}

bool is_name_of_this_machine(std::string_view host) {
  std::string lower(host);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return static_cast<char>(std::tolower(c)); });
  return lower == "localhost" || lower.ends_with(".localhost") || lower == "ip6-localhost" ||
         lower == "ip6-loopback";
}

}  // namespace

bool is_public(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address, sizeof v4);
    return is_public4(ntohl(v4.sin_addr.s_addr));
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 v6;
  std::memcpy(&v6, &address, sizeof v6);
  Bytes bytes;
  std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
  return is_public6(bytes);
}

bool may_be_public(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) {
    const auto inner = host.substr(1, host.size() - 2);
    const std::string text(inner.substr(0, inner.find('%')));  // without its zone
    Bytes bytes;
    return ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1 && is_public6(bytes);
  }
  if (host.ends_with('.')) host.remove_suffix(1);
  in_addr v4;
  // inet_aton() reads what curl's own reader does: parts left out, octal, hexadecimal.
  if (::inet_aton(std::string(host).c_str(), &v4) != 0) return is_public4(ntohl(v4.s_addr));
  return !is_name_of_this_machine(host);
}

}  // namespace tocsin
