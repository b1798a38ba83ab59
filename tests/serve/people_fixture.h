#pragma once
#include <string>

#include "engine/people/account_changes.h"
#include "engine/people/secrets.h"
#include "engine/people/sign_in.h"
#include "tests/serve/running_server.h"

namespace tocsin::test {

inline constexpr const char* good_password = "heron lamp quarry";

/// Makes a change, which a MemoryPeople keeps at once.
template <class T>
T must_change(People& people, std::function<std::expected<T, Refusal>(Draft&)> make) {
  std::optional<T> made;
  std::string why;
  people.change(
      local_admin(),
      [&](Draft& draft) -> People::Result {
        auto outcome = make(draft);
        if (!outcome) return std::unexpected(outcome.error());
        made = std::move(*outcome);
        return {};
      },
      [&](const People::Result& told) {
        if (!told) why = told.error().detail;
      });
  if (!made || !why.empty()) throw std::runtime_error("no change: " + why);
  return std::move(*made);
}

inline User add_person(People& people, const std::string& login, Role role) {
  NewUser wanted{.login = login,
                 .name = login + "'s name",
                 .role = role,
                 .teams = {},
                 .password = hash_of_password(good_password, quick_cost()),
                 .link = {}};
  return must_change<User>(people, [&](Draft& draft) { return add_user(draft, wanted); });
}

/// A session's secret, as if signed in.
inline std::string sign_in(People& people, const User& user) {
  const auto secret = new_secret();
  must_change<Session>(people, [&](Draft& draft) {
    return begin_session(draft, {.user = user.id,
                                 .checked = user.password,
                                 .rehashed = {},
                                 .code = {},
                                 .secret = hash_of_secret(secret),
                                 .ends = {},
                                 .device = "test"});
  });
  return secret;
}

inline std::string make_token(People& people, std::vector<Right> scopes,
                              const std::string& owner = {}) {
  const auto secret = new_api_token();
  must_change<ApiToken>(people, [&](Draft& draft) {
    return add_token(draft, {.name = "script",
                             .scopes = scopes,
                             .expires = {},
                             .owner = owner,
                             .hash = hash_of_secret(secret)});
  });
  return secret;
}

inline std::string cookie(const std::string& secret) {
  return "Cookie: tocsin=" + secret + "\r\n";
}
/// What the console sends.
inline std::string as(const std::string& secret) {
  return cookie(secret) + "X-Requested-With: console\r\n";
}
inline std::string bearer(const std::string& token) {
  return "Authorization: Bearer " + token + "\r\n";
}

}  // namespace tocsin::test
