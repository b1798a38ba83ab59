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

/// A new secret for a session that goes on: its owner has just given a password or a code.
std::expected<void, Refusal> renew_session(Draft& draft, std::string_view id,
                                           const SecretHash& secret);

/// A password or a code, given again within a session: for what a page left open must not do.
struct StepUp {
  std::string checked;  ///< the hash that the password fitted; empty: by `code`
  std::string code;
  SecretHash secret{};  ///< of the session's cookie from now on
};
/// Errors     422 `code-wrong`, `password-wrong` where the account has changed since; 409 for
///            whoever has no session, or no one-time codes.
std::expected<void, Refusal> step_up(Draft& draft, const StepUp& proof);
/// One's own, or with Right::administer anybody's.
std::expected<void, Refusal> end_session(Draft& draft, std::string_view id);

/// Notes a sign-in that was refused. The name that was typed is told only where it is somebody's:
/// people type passwords into the wrong field.
void note_refused(Draft& draft, const std::string& login);
/// And a step-up: somebody at an open page does not know what its owner knows.
void note_step_up_refused(Draft& draft);

/// Begins to set up one-time codes: the seed, which asks for nothing until a code of it is shown.
std::expected<std::string, Refusal> begin_totp(Draft& draft);
/// From now on codes are asked for. The recovery codes, to be shown once.
std::expected<std::vector<std::string>, Refusal> confirm_totp(Draft& draft, std::string_view code);
/// With a code, so that a page left open cannot take them away.
std::expected<void, Refusal> end_totp(Draft& draft, std::string_view code);

}  // namespace tocsin
