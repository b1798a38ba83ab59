#include "engine/people/account_changes.h"

#include <algorithm>

#include "engine/people/secrets.h"

namespace tocsin {
namespace {

using Trouble = std::optional<Refusal>;

Refusal unusable(std::string code, std::string detail) {
  return {422, std::move(code), std::move(detail)};
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text,
                             [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; });
}

Trouble trouble_with_name(std::string_view what, std::string_view name) {
  if (!name.empty() && name.size() <= bounds::person_name_bytes && !has_control(name))
    return std::nullopt;
  return unusable("name", "a " + std::string(what) + " has 1 to 120 bytes, on one line");
}

Trouble trouble_with_teams(const std::vector<std::string>& teams) {
  if (teams.size() > bounds::teams_per_user) return unusable("teams", "at most 16 teams each");
  for (const auto& team : teams)
    if (auto trouble = trouble_with_name("team's name", team)) return trouble;
  return std::nullopt;
}

bool is_acting_admin(const User& user) {
  return user.role == Role::admin && !user.disabled;
}

/// Nobody may be left who could let others in.
Trouble trouble_without(const Draft& draft, const User& admin) {
  const auto others = draft.now.users();
  const bool another = std::ranges::any_of(
      others, [&](const User& u) { return u.id != admin.id && is_acting_admin(u); });
  if (another) return std::nullopt;
  return Refusal{409, "last-admin", "this is the last admin: make another one first"};
}

std::string said(const User& user) {
  return user.login + ", " + std::string(name_of(user.role));
}

std::string scope_text(const std::vector<Right>& scopes) {
  std::string text;
  for (const auto scope : scopes) text.append(text.empty() ? "" : " ").append(name_of(scope));
  return text;
}

std::string what_changed(const User& was, const User& is) {
  std::string text;
  const auto add = [&](bool differs, const std::string& what) {
    if (differs) text += (text.empty() ? "" : ", ") + what;
  };
  add(was.name != is.name, "name");
  add(was.role != is.role,
      "role " + std::string(name_of(was.role)) + " to " + std::string(name_of(is.role)));
  add(was.teams != is.teams, "teams");
  add(was.disabled != is.disabled, is.disabled ? "disabled" : "enabled");
  add(was.totp_seed != is.totp_seed, "one-time codes off");
  return text;
}

}  // namespace

Refusal no_such(std::string_view what) {
  return {404, "no-such-" + std::string(what), "there is none with this id"};
}

std::string trouble_with_login(std::string_view login) {
  const bool known = std::ranges::all_of(login, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' ||
           c == '@' || c == '+';
  });
  if (!login.empty() && login.size() <= bounds::login_bytes && known) return {};
  return "a login name has 1 to 64 of a-z 0-9 . _ - + @";
}

void end_sessions(Draft& draft, std::string_view user, std::string_view keep) {
  for (const auto& session : draft.now.sessions(user))
    if (session.id != keep) draft.changes.sessions_gone.push_back(session.id);
}

std::expected<User, Refusal> add_user(Draft& draft, const NewUser& wanted) {
  if (auto wrong = trouble_with_login(wanted.login); !wrong.empty())
    return std::unexpected(unusable("login", std::move(wrong)));
  User user;
  user.login = wanted.login;
  user.name = wanted.name.empty() ? wanted.login : wanted.name;
  if (auto trouble = trouble_with_name("name", user.name)) return std::unexpected(*trouble);
  if (auto trouble = trouble_with_teams(wanted.teams)) return std::unexpected(*trouble);
  if (draft.now.user_with_login(user.login))
    return std::unexpected(Refusal{409, "login-taken", user.login + " is somebody already"});
  if (draft.now.user_count() >= bounds::users)
    return std::unexpected(unusable("too-many-users", "there are 5,000 users already"));
  user.id = new_id("u_");
  user.role = wanted.role;
  user.teams = wanted.teams;
  user.password = wanted.password;
  user.link = wanted.link;
  user.created = draft.at;
  if (!user.password.empty()) user.password_set = draft.at;
  draft.note("user.add", user.id, said(user));
  draft.changes.users.push_back(user);
  return user;
}

std::expected<User, Refusal> edit_user(Draft& draft, std::string_view id, const UserEdit& edit) {
  const auto was = draft.now.user(id);
  if (!was) return std::unexpected(no_such("user"));
  User user = *was;
  if (edit.name) user.name = *edit.name;
  if (edit.role) user.role = *edit.role;
  if (edit.teams) user.teams = *edit.teams;
  if (edit.disabled) user.disabled = *edit.disabled;
  if (edit.totp_off) {
    user.totp_seed.clear();
    user.totp_begun.clear();
    user.recovery.clear();
  }
  if (auto trouble = trouble_with_name("name", user.name)) return std::unexpected(*trouble);
  if (auto trouble = trouble_with_teams(user.teams)) return std::unexpected(*trouble);
  if (is_acting_admin(*was) && !is_acting_admin(user))
    if (auto trouble = trouble_without(draft, user)) return std::unexpected(*trouble);
  const auto changed = what_changed(*was, user);
  if (changed.empty()) return user;
  if (user.role != was->role || user.disabled) end_sessions(draft, user.id);
  draft.note(user.disabled && !was->disabled ? "user.disable" : "user.edit", user.id,
             user.login + ": " + changed);
  draft.changes.users.push_back(user);
  return user;
}

std::expected<void, Refusal> set_password(Draft& draft, std::string_view id, std::string hash,
                                          std::string_view keep) {
  auto user = draft.now.user(id);
  if (!user) return std::unexpected(no_such("user"));
  user->password = std::move(hash);
  user->password_set = draft.at;
  user->link.reset();
  end_sessions(draft, user->id, keep);
  draft.note("user.password", user->id, user->login);
  draft.changes.users.push_back(std::move(*user));
  return {};
}

std::expected<void, Refusal> make_link(Draft& draft, std::string_view id, const OneUseLink& link) {
  auto user = draft.now.user(id);
  if (!user) return std::unexpected(no_such("user"));
  if (user->disabled)
    return std::unexpected(Refusal{409, "disabled", user->login + " is disabled: enable it first"});
  user->link = link;
  draft.note("user.reset", user->id, user->login + ": a link to set a password");
  draft.changes.users.push_back(std::move(*user));
  return {};
}

std::expected<void, Refusal> use_link(Draft& draft, const SecretHash& link, std::string hash) {
  const auto user = draft.now.user_with_link(link);
  if (!user || user->disabled || user->link->until <= draft.at)
    return std::unexpected(Refusal{404, "no-such-link",
                                   "this link was used already, or is too old: ask for a new one"});
  draft.by.user = user->id;
  draft.by.name = user->name;
  return set_password(draft, user->id, std::move(hash), {});
}

std::expected<ApiToken, Refusal> add_token(Draft& draft, const NewToken& wanted) {
  if (auto trouble = trouble_with_name("token's name", wanted.name))
    return std::unexpected(*trouble);
  if (wanted.scopes.empty())
    return std::unexpected(unusable("scopes", "say what the token may do: read, work, ingest …"));
  for (const auto scope : wanted.scopes)
    if (scope == Right::anybody || scope == Right::signed_in)
      return std::unexpected(unusable("scopes", "a token is not a person: it has no session"));
  if (wanted.expires && *wanted.expires <= draft.at)
    return std::unexpected(unusable("expires", "this token would have expired already"));
  if (draft.now.tokens().size() >= bounds::tokens)
    return std::unexpected(unusable("too-many-tokens", "there are 1,000 tokens: revoke some"));
  if (draft.now.token(wanted.id))
    return std::unexpected(Refusal{409, "made-already",
                                   "this was made already, and its secret is told once: revoke " +
                                       wanted.id +
                                       ", and make another with a new Idempotency-Key"});
  const ApiToken token{.id = wanted.id.empty() ? new_id("t_") : wanted.id,
                       .hash = wanted.hash,
                       .name = wanted.name,
                       .owner = wanted.owner,
                       .scopes = wanted.scopes,
                       .created = draft.at,
                       .expires = wanted.expires,
                       .last_used = {}};
  draft.note("token.add", token.id, token.name + ": " + scope_text(token.scopes));
  draft.changes.tokens.push_back(token);
  return token;
}

std::expected<void, Refusal> revoke_token(Draft& draft, std::string_view id) {
  const auto token = draft.now.token(id);
  if (!token) return std::unexpected(no_such("token"));
  draft.note("token.revoke", token->id, token->name);
  draft.changes.tokens_gone.push_back(token->id);
  return {};
}

}  // namespace tocsin
