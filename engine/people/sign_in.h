#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "engine/people/people.h"

/// How people come in and go, and their one-time codes. Each is a change, as in account_changes.h.
namespace tocsin {

/// A sign-in whose password has been checked already, against `checked`.
struct SignIn {
  std::string user;
  std::string checked;   ///< the hash that the password fitted
  std::string rehashed;  ///< the same password with today's cost; empty: need not be
  std::string code;      ///< a one-time or recovery code; empty: none was given
  SecretHash secret{};   ///< of the session's cookie
  std::string ends;      ///< the session that the browser had before
  std::string device;
};
/// Errors     401: `code-needed`, `code-wrong` where the account has one-time codes; `sign-in`
/// where
///            it has changed since the password was checked.
std::expected<Session, Refusal> begin_session(Draft& draft, const SignIn& sign_in);

/// A new secret for a session that goes on: after a change of password.
std::expected<void, Refusal> renew_session(Draft& draft, std::string_view id,
                                           const SecretHash& secret);
/// One's own, or with Right::administer anybody's.
std::expected<void, Refusal> end_session(Draft& draft, std::string_view id);

/// Notes a sign-in that was refused. The name that was typed is told only where it is somebody's:
/// people type passwords into the wrong field.
void note_refused(Draft& draft, const std::string& login);

/// Begins to set up one-time codes: the seed, which asks for nothing until a code of it is shown.
std::expected<std::string, Refusal> begin_totp(Draft& draft);
/// From now on codes are asked for. The recovery codes, to be shown once.
std::expected<std::vector<std::string>, Refusal> confirm_totp(Draft& draft, std::string_view code);
/// With a code, so that a page left open cannot take them away.
std::expected<void, Refusal> end_totp(Draft& draft, std::string_view code);

}  // namespace tocsin
