#pragma once
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "engine/people/directory.h"
#include "engine/serve/peer.h"
#include "engine/serve/problem.h"
#include "engine/serve/routes.h"
#include "engine/serve/strict_header.h"

/// Who a request is from: by its token, its session's cookie, or the machine that it comes from.
namespace tocsin::serve {

/// What identifying goes by, beside the request.
struct Door {
  Directory& directory;
  const Peer& peer;
  Instant now{};
};

/// The actor of a request for a route, with the route's right; for those that are open to anybody,
/// nobody in particular.
///
/// Errors     401 where it does not say who it is, or who it says is not let in (any more); 403
///            where it may not do this, or a browser was made to ask by another page.
std::expected<Actor, Problem> identify(const RequestHead& head, const Route& route, Door door);

/// `__Host-tocsin` under TLS: no other host, and no plain connection, can set it.
std::string_view cookie_name(Transport transport);
/// The session's secret in the Cookie field; nothing where it is missing or stands twice.
std::optional<std::string_view> session_secret(const RequestHead& head, Transport transport);
/// A Set-Cookie value; an empty secret takes the cookie away.
std::string set_cookie(std::string_view secret, Transport transport, std::chrono::seconds lives);

}  // namespace tocsin::serve
