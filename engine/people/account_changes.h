#pragma once
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/people/people.h"

/// What can be done to users and tokens. Each is one change (People::change), noted in the audit
/// log; the console and the command line ask for the same ones.
///
/// Errors     Refusals: 404 for ids that nobody has, 409 where something stands against it, 422
///            where what was given cannot be taken.
namespace tocsin {

struct NewUser {
  std::string login;
  std::string name;  ///< empty: the login
  Role role = Role::agent;
  std::vector<std::string> teams;
  std::string password;            ///< its hash; empty: an invitation is to be made
  std::optional<OneUseLink> link;  ///< the invitation
};
std::expected<User, Refusal> add_user(Draft& draft, const NewUser& user);

struct UserEdit {
  std::optional<std::string> name;
  std::optional<Role> role;
  std::optional<std::vector<std::string>> teams;
  std::optional<bool> disabled;
  bool totp_off = false;  ///< who has lost the device signs in without, until set up anew
};
/// Another role, and being disabled, ends the user's sessions.
std::expected<User, Refusal> edit_user(Draft& draft, std::string_view id, const UserEdit& edit);

/// Ends the user's sessions but `keep`.
std::expected<void, Refusal> set_password(Draft& draft, std::string_view id, std::string hash,
                                          std::string_view keep);
/// A link with which the user sets a password; an earlier one no longer works.
std::expected<void, Refusal> make_link(Draft& draft, std::string_view id, const OneUseLink& link);
/// Sets the password of whoever the link was made for, once.
std::expected<void, Refusal> use_link(Draft& draft, const SecretHash& link, std::string hash);

struct NewToken {
  std::string id{};  ///< empty: a new one. Whoever gives one gets 409 where it is a token's already
  std::string name;
  std::vector<Right> scopes;
  std::optional<Instant> expires;
  std::string owner;  ///< empty: the host's
  SecretHash hash{};
};
std::expected<ApiToken, Refusal> add_token(Draft& draft, const NewToken& token);
std::expected<void, Refusal> revoke_token(Draft& draft, std::string_view id);

/// Whether a text may be a login name; what is wrong, for a person.
std::string trouble_with_login(std::string_view login);

/// Ends sessions of a user, but `keep`.
void end_sessions(Draft& draft, std::string_view user, std::string_view keep = {});

Refusal no_such(std::string_view what);

}  // namespace tocsin
