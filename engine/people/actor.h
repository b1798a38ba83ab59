#pragma once
#include <string>
#include <vector>

#include "engine/people/access.h"

namespace tocsin {

/// On whose behalf something is asked: a signed-in person, a script with a token, or, while there
/// are no accounts, whoever sits at this machine.
struct Actor {
  std::string user;  ///< `u_…`; `local` while there are no accounts; `t_…` of a token
  std::string name;  ///< as others see it
  Role role = Role::viewer;
  std::vector<Right> scopes;  ///< of a token: these alone; empty: what the role may
  std::string session;        ///< for presence and revocation: `s_…`; empty for none
  std::string address;        ///< the peer's, for the audit log

  /// The one question that everything which is asked for must pass.
  bool may(Right right) const {
    if (scopes.empty()) return tocsin::may(role, right);
    if (right == Right::anybody) return true;
    for (const auto scope : scopes)
      if (scope == right) return true;
    return false;
  }
};

/// Somebody of whom nothing is known: may what anybody may.
inline Actor nobody() {
  return {.user = {},
          .name = {},
          .role = Role::viewer,
          .scopes = {Right::anybody},
          .session = {},
          .address = {}};
}

/// Whoever reaches the server while it holds no user: it listens on this machine alone then.
inline Actor local_admin() {
  return {.user = "local",
          .name = "this machine",
          .role = Role::admin,
          .scopes = {},
          .session = {},
          .address = {}};
}

}  // namespace tocsin
