#include "engine/serve/admission.h"

#include <algorithm>
#include <array>

namespace tocsin::serve {
namespace {

using Refused = std::optional<Problem>;

// A browser says on whose behalf it asks; scripts send neither field.
Refused check_site(const RequestHead& head, const SameSite& site, Transport transport) {
  if (!site.host_is_ours(head.find("Host").value_or("")))
    return Problem{421, "host", "this server answers to its own names only; see `hosts`"};
  if (head.count("Origin") == 0) return std::nullopt;
  const auto origin = head.find("Origin");
  if (origin && site.origin_is_ours(*origin, head.find("Host").value_or(""), transport))
    return std::nullopt;
  return Problem{403, "origin", "pages of other sites may not ask here"};
}

Refused check_fetch_site(const RequestHead& head, const Route& route) {
  if (route.open_to_navigation) return std::nullopt;
  const auto site = head.find("Sec-Fetch-Site");
  if (head.count("Sec-Fetch-Site") == 0 || site == "same-origin" || site == "none")
    return std::nullopt;
  return Problem{403, "fetch-site", "pages of other sites may not ask here"};
}

bool is_known_method(std::string_view method) {
  constexpr std::array<std::string_view, 9> known{"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                                  "CONNECT", "OPTIONS", "TRACE", "PATCH"};
  return std::ranges::find(known, method) != known.end();
}

Refused check_body(const RequestHead& head, const Route& route) {
  if (head.framing == BodyFraming::length && head.content_length > route.body_most)
    return Problem{413, "body-too-large",
                   "at most " + std::to_string(route.body_most) + " bytes here"};
  return std::nullopt;
}

}  // namespace

Admission admit(const RequestHead& head, const SameSite& site, Door door) {
  Admission out;
  const auto refuse = [&](Problem problem) {
    out.problem = std::move(problem);
    out.route = nullptr;
    return std::move(out);
  };
  auto target = parse_target(head.target);
  if (!target) return refuse({400, "request-target", "the address cannot be read"});
  out.target = std::move(*target);
  if (auto refused = check_site(head, site, door.peer.transport))
    return refuse(std::move(*refused));
  if (out.target.carries_secret())
    return refuse({400, "secret-in-url", "send a token in the Authorization field, never here"});
  auto found = find_route(head.method, out.target.path);
  out.allowed = found.allowed;
  if (!found.route && is_known_method(head.method) && found.allowed.empty())
    return refuse({404, "no-such-path", "there is nothing here; /api/v1/openapi.json has all"});
  if (!found.route) {
    if (out.allowed.empty()) out.allowed = {"GET", "HEAD", "POST"};
    return refuse({405, "method", "this path does not take that method"});
  }
  if (auto refused = check_fetch_site(head, *found.route)) return refuse(std::move(*refused));
  auto actor = identify(head, *found.route, door);
  if (!actor) return refuse(std::move(actor.error()));
  out.actor = std::move(*actor);
  if (auto refused = check_body(head, *found.route)) return refuse(std::move(*refused));
  out.route = found.route;
  out.parameters = std::move(found.parameters);
  return out;
}

}  // namespace tocsin::serve
