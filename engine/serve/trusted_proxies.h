#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include "engine/serve/peer.h"
#include "engine/serve/strict_header.h"

namespace tocsin::serve {

/// Whose word is taken on who asks: proxies of the operator's, by their networks. What anybody
/// else says of it in a request's fields is nothing (SECURITY A8).
///
/// Threads    Const: any.
class TrustedProxies {
 public:
  /// `10.1.2.3`, `10.0.0.0/8`, `fd00::/8`. Why one of them is none, for a person.
  static std::expected<TrustedProxies, std::string> of(const std::vector<std::string>& networks);

  bool trusts(std::string_view address) const;
  /// Who asks: the peer; where that is a proxy, whoever the nearest one says that is none, and by
  /// what it says the request came (`X-Forwarded-For` and `-Proto`, or `Forwarded`).
  ///
  /// Errors     400 where both are there and name two: one of them then is a client's own.
  std::expected<Peer, HeadRefusal> who_asks(const Peer& peer, const RequestHead& head) const;

 private:
  std::string nearest_stranger(std::string_view peer, const std::vector<std::string>& said) const;

  std::vector<boost::asio::ip::network_v4> v4_;
  std::vector<boost::asio::ip::network_v6> v6_;
};

/// As it is written everywhere here: an IPv4 address that came in IPv6's clothes without them.
std::string plain_address(const boost::asio::ip::address& address);

/// Comes over another machine, whatever the peer is: somebody forwards it.
bool is_forwarded(const RequestHead& head);

}  // namespace tocsin::serve
