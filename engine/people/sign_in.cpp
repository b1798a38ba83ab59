#include "engine/people/sign_in.h"

#include <algorithm>

#include "engine/people/account_changes.h"
#include "engine/people/secrets.h"
#include "engine/people/totp.h"

namespace tocsin {
namespace {

enum class Code : std::uint8_t { right, recovery, wrong };

/// Takes a code, which is then used up.
Code take_code(User& user, std::string_view code, const Draft& draft) {
  const SeedBox& seeds = draft.now.seeds();
  const auto seed = seeds.open(user.totp_seed, user.id);
  if (const auto step = seed ? totp_step_of(code, *seed, draft.at, user.totp_step) : std::nullopt) {
    user.totp_step = *step;
    // One from before seeds were sealed.
    if (!SeedBox::is_sealed(user.totp_seed)) user.totp_seed = seeds.seal(*seed, user.id);
    return Code::right;
  }
  const auto hash = hash_of_secret(plain_recovery_code(code));
  const auto known = std::ranges::find(user.recovery, hash);
  if (known == user.recovery.end()) return Code::wrong;
  user.recovery.erase(known);
  return Code::recovery;
}

Refusal code_wrong(int status) {
  return {status, "code-wrong", "this code is wrong, or was used already: wait for the next one"};
}

/// Room for one more: those used least lately go.
void make_room(Draft& draft, std::string_view user) {
  auto sessions = draft.now.sessions(user);
  std::ranges::sort(sessions, {}, &Session::last_seen);
  for (std::size_t i = 0; i + bounds::sessions_per_user <= sessions.size(); ++i)
    draft.changes.sessions_gone.push_back(sessions[i].id);
}

std::expected<User, Refusal> oneself(const Draft& draft) {
  auto user = draft.now.user(draft.by.user);
  if (user) return std::move(*user);
  return std::unexpected(
      Refusal{409, "no-account", "one-time codes belong to an account: sign in as a user first"});
}

}  // namespace

std::expected<Session, Refusal> begin_session(Draft& draft, const SignIn& sign_in) {
  auto user = draft.now.user(sign_in.user);
  if (!user || user->disabled || user->password != sign_in.checked)
    return std::unexpected(Refusal{401, "sign-in", "the account has just changed: try again"});
  draft.by.user = user->id;
  draft.by.name = user->name;
  const User was = *user;
  std::string how = "by password";
  if (!user->totp_seed.empty()) {
    if (sign_in.code.empty())
      return std::unexpected(
          Refusal{401, "code-needed", "give the code that your authenticator shows"});
    const auto code = take_code(*user, sign_in.code, draft);
    if (code == Code::wrong) return std::unexpected(code_wrong(401));
    how = code == Code::right
              ? "by password and code"
              : "by password and recovery code, " + std::to_string(user->recovery.size()) + " left";
  }
  if (!sign_in.rehashed.empty()) user->password = sign_in.rehashed;
  if (user->totp_step != was.totp_step || user->recovery != was.recovery ||
      user->password != was.password)
    draft.changes.users.push_back(*user);
  if (const auto before = draft.now.session(sign_in.ends))
    draft.changes.sessions_gone.push_back(before->id);
  make_room(draft, user->id);
  Session session{.id = new_id("s_"),
                  .hash = sign_in.secret,
                  .user = user->id,
                  .created = draft.at,
                  .last_seen = draft.at,
                  .proved = draft.at,
                  .address = draft.by.address,
                  .device = sign_in.device.substr(0, bounds::device_bytes)};
  draft.note("session.begin", session.id, user->login + " " + how);
  draft.changes.sessions.push_back(session);
  return session;
}

std::expected<void, Refusal> renew_session(Draft& draft, std::string_view id,
                                           const SecretHash& secret) {
  auto session = draft.now.session(id);
  if (!session) return {};  // it has ended meanwhile: nothing to go on with
  session->hash = secret;
  session->proved = draft.at;
  draft.changes.sessions.push_back(std::move(*session));
  return {};
}

std::expected<void, Refusal> step_up(Draft& draft, const StepUp& proof) {
  auto user = draft.now.user(draft.by.user);
  if (!user || !draft.now.session(draft.by.session))
    return std::unexpected(Refusal{409, "no-session", "a session is what proves anew: sign in"});
  if (!proof.checked.empty() && user->password != proof.checked)
    return std::unexpected(
        Refusal{422, "password-wrong", "the password has just changed: give the new one"});
  std::string how = "by password";
  if (proof.checked.empty()) {
    if (user->totp_seed.empty())
      return std::unexpected(
          Refusal{409, "no-totp", "no one-time codes are set up: give the password"});
    const auto code = take_code(*user, proof.code, draft);
    if (code == Code::wrong) return std::unexpected(code_wrong(422));
    how = code == Code::right ? "by code" : "by recovery code";
    draft.changes.users.push_back(*user);
  }
  draft.note("session.step-up", draft.by.session, user->login + " " + how);
  return renew_session(draft, draft.by.session, proof.secret);
}

std::expected<void, Refusal> end_session(Draft& draft, std::string_view id) {
  const auto session = draft.now.session(id);
  // Whose it is not is not told that there is one.
  if (!session || (session->user != draft.by.user && !draft.by.may(Right::administer)))
    return std::unexpected(no_such("session"));
  const auto user = draft.now.user(session->user);
  draft.note("session.end", session->id, user ? user->login : session->user);
  draft.changes.sessions_gone.push_back(session->id);
  return {};
}

void note_refused(Draft& draft, const std::string& login) {
  const auto user = draft.now.user_with_login(login);
  draft.by.user = "";
  draft.by.name = "";
  draft.note("session.refused", user ? user->id : "",
             user ? user->login : "a name that nobody has");
}

void note_step_up_refused(Draft& draft) {
  const auto user = draft.now.user(draft.by.user);
  draft.note("session.step-up-refused", draft.by.session, user ? user->login : "");
}

std::expected<std::string, Refusal> begin_totp(Draft& draft) {
  auto user = oneself(draft);
  if (!user) return std::unexpected(user.error());
  if (!user->totp_seed.empty())
    return std::unexpected(
        Refusal{409, "totp-set", "one-time codes are set up: end them first, with a code"});
  auto seed = new_totp_seed();
  user->totp_begun = draft.now.seeds().seal(seed, user->id);
  draft.changes.users.push_back(std::move(*user));
  return seed;
}

std::expected<std::vector<std::string>, Refusal> confirm_totp(Draft& draft, std::string_view code) {
  auto user = oneself(draft);
  if (!user) return std::unexpected(user.error());
  if (user->totp_begun.empty())
    return std::unexpected(Refusal{409, "totp-not-begun", "begin with POST /session/totp"});
  const auto seed = draft.now.seeds().open(user->totp_begun, user->id);
  const auto step = seed ? totp_step_of(code, *seed, draft.at, 0) : std::nullopt;
  if (!step)
    return std::unexpected(Refusal{422, "code-wrong",
                                   "this is not the code of now: look at the device's clock, and "
                                   "give the code that it shows"});
  user->totp_seed = std::exchange(user->totp_begun, {});
  user->totp_step = *step;
  std::vector<std::string> codes;
  user->recovery.clear();
  for (std::size_t i = 0; i < bounds::recovery_codes; ++i) {
    codes.push_back(new_recovery_code());
    user->recovery.push_back(hash_of_secret(plain_recovery_code(codes.back())));
  }
  draft.note("user.totp", user->id, user->login + ": one-time codes on");
  draft.changes.users.push_back(std::move(*user));
  return codes;
}

std::expected<void, Refusal> end_totp(Draft& draft, std::string_view code) {
  auto user = oneself(draft);
  if (!user) return std::unexpected(user.error());
  if (user->totp_seed.empty()) return {};
  if (take_code(*user, code, draft) == Code::wrong) return std::unexpected(code_wrong(422));
  user->totp_seed.clear();
  user->recovery.clear();
  draft.note("user.totp", user->id, user->login + ": one-time codes off");
  draft.changes.users.push_back(std::move(*user));
  return {};
}

}  // namespace tocsin
