#pragma once
#include <string_view>

struct sockaddr;

/// Which addresses are of the open internet: what we send a password to stands there, unless the
/// operator says otherwise (SECURITY F1). Not: this machine, private networks, carriers' own,
/// link-local (where clouds tell secrets), multicast, reserved; nor IPv6 that leads to one of them.
namespace tocsin {

/// False also for what is neither IPv4 nor IPv6.
bool is_public(const sockaddr& address);

/// What can be told of a host before its name is resolved: false for an address that is not public,
/// in every way in which one can be written (`127.1`, `0x7f000001`, `[::ffff:10.0.0.1]`), and for
/// names of this machine. Of other names only the connection tells.
bool may_be_public(std::string_view host);

}  // namespace tocsin
