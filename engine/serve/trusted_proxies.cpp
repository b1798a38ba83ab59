#include "engine/serve/trusted_proxies.h"

#include <algorithm>
#include <optional>

#include <boost/asio/ip/address.hpp>

namespace tocsin::serve {
namespace {

namespace ip = boost::asio::ip;

/// The parts of a list, without the blanks around them; what stands in quotes is not cut.
std::vector<std::string_view> parts_of(std::string_view list, char separator) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  std::size_t from = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] == '"') quoted = !quoted;
    if (list[i] != separator || quoted) continue;
    parts.push_back(trimmed(list.substr(from, i - from)));
    from = i + 1;
  }
  parts.push_back(trimmed(list.substr(from)));
  return parts;
}

/// `1.2.3.4`, `1.2.3.4:567`, `::1`, `[::1]`, `[::1]:567`, in quotes or not; as we write addresses.
std::optional<std::string> address_in(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    text = text.substr(1, end - 1);
  } else if (std::ranges::count(text, ':') == 1) {
    text = text.substr(0, text.find(':'));
  }
  boost::system::error_code wrong;
  const auto address = ip::make_address(std::string(text), wrong);
  if (wrong) return std::nullopt;
  return plain_address(address);
}

/// Every value of a list field, in order.
std::vector<std::string_view> all_of(const RequestHead& head, std::string_view name) {
  std::vector<std::string_view> all;
  for (const auto& field : head.fields)
    if (equal_without_case(field.name, name))
      for (const auto part : parts_of(field.value, ',')) all.push_back(part);
  return all;
}

/// A parameter of an element of `Forwarded` (RFC 7239): `for=1.2.3.4;proto=https`.
std::string_view parameter(std::string_view element, std::string_view name) {
  for (const auto pair : parts_of(element, ';')) {
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos &&
        equal_without_case(trimmed(pair.substr(0, equals)), name))
      return trimmed(pair.substr(equals + 1));
  }
  return {};
}

/// What proxies say: hop by hop, the last by the one that speaks to us.
struct Said {
  std::vector<std::string> hops;
  std::string_view proto;
};

Said by_list(const RequestHead& head) {
  Said said;
  for (const auto hop : all_of(head, "X-Forwarded-For")) said.hops.emplace_back(hop);
  if (const auto protos = all_of(head, "X-Forwarded-Proto"); !protos.empty())
    said.proto = protos.back();
  return said;
}

Said by_elements(const RequestHead& head) {
  Said said;
  for (const auto element : all_of(head, "Forwarded")) {
    said.hops.emplace_back(parameter(element, "for"));
    said.proto = parameter(element, "proto");
  }
  return said;
}

}  // namespace

std::string plain_address(const ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

std::expected<TrustedProxies, std::string> TrustedProxies::of(
    const std::vector<std::string>& networks) {
  TrustedProxies made;
  for (const auto& text : networks) {
    const bool whole = text.find('/') == std::string::npos;
    boost::system::error_code wrong4, wrong6;
    const auto v4 = ip::make_network_v4(whole ? text + "/32" : text, wrong4);
    const auto v6 = ip::make_network_v6(whole ? text + "/128" : text, wrong6);
    if (!wrong4)
      made.v4_.push_back(v4.canonical());
    else if (!wrong6)
      made.v6_.push_back(v6.canonical());
    else
      return std::unexpected("`" + text +
                             "` is no address or network: write `10.1.2.3` or `10.0.0.0/8`");
    if ((!wrong4 && v4.prefix_length() == 0) || (!wrong6 && v6.prefix_length() == 0))
      return std::unexpected("`" + text + "` is everybody: name the proxies' own networks");
  }
  return made;
}

bool TrustedProxies::trusts(std::string_view text) const {
  boost::system::error_code wrong;
  const auto address = ip::make_address(std::string(text), wrong);
  if (wrong) return false;
  if (address.is_v4())
    return std::ranges::any_of(v4_, [&](const ip::network_v4& network) {
      return ip::network_v4(address.to_v4(), network.prefix_length()).canonical() == network;
    });
  return std::ranges::any_of(v6_, [&](const ip::network_v6& network) {
    return ip::network_v6(address.to_v6(), network.prefix_length()).canonical() == network;
  });
}

// From the hop next to us outwards, for as long as each is one of ours: what lies beyond the first
// stranger is what that one chose to say.
std::string TrustedProxies::nearest_stranger(std::string_view peer,
                                             const std::vector<std::string>& said) const {
  std::string nearest(peer);
  for (auto hop = said.rbegin(); hop != said.rend() && trusts(nearest); ++hop) {
    const auto address = address_in(*hop);
    if (!address) break;
    nearest = *address;
  }
  return nearest;
}

std::expected<Peer, HeadRefusal> TrustedProxies::who_asks(const Peer& peer,
                                                          const RequestHead& head) const {
  if (!is_forwarded(head) || !trusts(peer.address)) return peer;
  const Said list = by_list(head), elements = by_elements(head);
  Peer asks = peer;
  asks.loopback = false;
  const auto by_first = nearest_stranger(peer.address, list.hops);
  const auto by_second = nearest_stranger(peer.address, elements.hops);
  if (!list.hops.empty() && !elements.hops.empty() && by_first != by_second)
    return std::unexpected(HeadRefusal{400, "forwarded-differs"});
  asks.address = list.hops.empty() ? by_second : by_first;
  const auto proto = list.proto.empty() ? elements.proto : list.proto;
  if (equal_without_case(proto, "https")) asks.transport = Transport::tls;
  return asks;
}

bool is_forwarded(const RequestHead& head) {
  for (const auto* field : {"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded",
                            "X-Real-IP", "Via"})
    if (head.count(field) > 0) return true;
  return false;
}

}  // namespace tocsin::serve
