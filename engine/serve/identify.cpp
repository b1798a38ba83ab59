#include "engine/serve/identify.h"

#include "engine/serve/trusted_proxies.h"

namespace tocsin::serve {
namespace {

using Identified = std::expected<Actor, Problem>;

Identified refused(int status, std::string_view code, std::string detail) {
  return std::unexpected(Problem{status, code, std::move(detail)});
}

Identified by_token(std::string_view field, const Door& door) {
  constexpr std::string_view scheme = "Bearer ";
  if (field.size() > scheme.size() && equal_without_case(field.substr(0, scheme.size()), scheme))
    if (auto actor =
            door.directory.of_token(field.substr(scheme.size()), door.peer.address, door.now))
      return std::move(*actor);
  return refused(401, "token", "this token is unknown, revoked or expired");
}

/// Browsers send cookies whoever makes them ask; what follows only our own page can do.
std::optional<Problem> not_from_our_page(const RequestHead& head, const Route& route) {
  if (route.operation ==
      Operation::feed) {  // nothing can be added to this one, but it has an origin
    if (head.count("Origin") == 1) return std::nullopt;
    return Problem{403, "origin", "a browser says which page it shows; scripts use a token"};
  }
  if (head.find("X-Requested-With") == "console") return std::nullopt;
  return Problem{403, "x-requested-with",
                 "requests with the session's cookie carry X-Requested-With: console"};
}

Identified by_cookie(std::string_view secret, const RequestHead& head, const Route& route,
                     const Door& door) {
  auto actor = door.directory.of_session(secret, door.peer.address, door.now);
  if (!actor) return refused(401, "session", "this session has ended: sign in again");
  if (auto problem = not_from_our_page(head, route)) return std::unexpected(std::move(*problem));
  return std::move(*actor);
}

Identified who(const RequestHead& head, const Route& route, const Door& door) {
  const bool here = door.peer.loopback && !is_forwarded(head);
  if (head.count("Authorization") > 0)
    return by_token(head.find("Authorization").value_or(std::string_view{}), door);
  if (route.open_to_loopback && here) {
    auto machine = local_admin();
    machine.scopes = {route.right};
    machine.address = door.peer.address;
    return machine;
  }
  if (auto local = door.directory.local(door.peer.address)) {
    if (here) return std::move(*local);
    return refused(403, "no-accounts",
                   "there are no accounts yet, so that only this machine itself is let in: make "
                   "the first with `tocsin user add --admin` there");
  }
  if (const auto secret = session_secret(head, door.peer.transport))
    return by_cookie(*secret, head, route, door);
  return refused(401, "sign-in", "sign in, or send a token as `Authorization: Bearer`");
}

Problem may_not(const Actor& actor, Right right) {
  const auto name = std::string(name_of(right));
  if (actor.scopes.size() == 1 && actor.scopes.front() == Right::signed_in)
    return {403, "totp-needed", "your role needs one-time codes: set them up first"};
  if (!actor.scopes.empty())
    return right == Right::signed_in
               ? Problem{403, "right", "this is of a person's own account: no token can do it"}
               : Problem{403, "right",
                         "this takes the scope `" + name + "`, which this token does not have"};
  return {403, "right",
          "this takes the right `" + name + "`, which the role " +
              std::string(name_of(actor.role)) + " does not have"};
}

/// A session, of which nobody knows who sits at it by now.
bool left_open(const Actor& actor, const Door& door) {
  const auto until = door.directory.proved_until(actor.session);
  return until && *until <= door.now;
}

Problem prove_first() {
  return {403, "step-up",
          "this takes your password or a code, given in the last minutes: POST "
          "/api/v1/session/step-up, then ask again",
          R"("step_up":true)"};
}

}  // namespace

std::string_view cookie_name(Transport transport) {
  return transport == Transport::tls ? "__Host-tocsin" : "tocsin";
}

std::optional<std::string_view> session_secret(const RequestHead& head, Transport transport) {
  auto rest = head.find("Cookie").value_or(std::string_view{});
  std::optional<std::string_view> secret;
  while (!rest.empty()) {
    auto pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != cookie_name(transport))
      continue;
    if (secret) return std::nullopt;
    secret = pair.substr(equals + 1);
  }
  return secret && !secret->empty() ? secret : std::nullopt;
}

std::string set_cookie(std::string_view secret, Transport transport, std::chrono::seconds lives) {
  std::string text(cookie_name(transport));
  text.append("=").append(secret).append("; Path=/; HttpOnly; SameSite=Strict");
  if (transport == Transport::tls) text += "; Secure";
  return text + "; Max-Age=" + std::to_string(lives.count());
}

Identified identify(const RequestHead& head, const Route& route, Door door) {
  if (route.right == Right::anybody) {
    auto actor = nobody();
    actor.address = door.peer.address;
    return actor;
  }
  auto actor = who(head, route, door);
  const bool may = actor && (route.open_to_tokens || actor->may(route.right));
  if (actor && !may) return std::unexpected(may_not(*actor, route.right));
  if (actor && route.proved && left_open(*actor, door)) return std::unexpected(prove_first());
  return actor;
}

}  // namespace tocsin::serve
