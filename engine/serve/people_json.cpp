#include "engine/serve/people_json.h"

#include <algorithm>
#include <functional>

namespace tocsin::serve {
namespace {

void write_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key).begin_array();
  for (const auto& text : texts) json.value(text);
  json.end_array();
}

void write_rights(JsonWriter& json, std::string_view key, const std::function<bool(Right)>& has) {
  json.key(key).begin_array();
  for (int i = 0; i < right_count; ++i)
    if (has(static_cast<Right>(i))) json.value(name_of(static_cast<Right>(i)));
  json.end_array();
}

void write_you(JsonWriter& json, const Actor& actor, const std::optional<User>& user) {
  json.key("you").begin_object().field("user", actor.user).field("name", actor.name);
  json.field("role", name_of(actor.role));
  if (user) json.field("login", user->login);
  write_texts(json, "teams", user ? user->teams : std::vector<std::string>());
  write_rights(json, "rights", [&](Right right) { return actor.may(right); });
  json.end_object();
}

}  // namespace

void write_user(JsonWriter& json, const User& user, const Directory& directory, UserDetail detail) {
  json.begin_object().field("user", user.id).field("name", user.name);
  json.field("role", name_of(user.role));
  write_texts(json, "teams", user.teams);
  json.field("disabled", user.disabled);
  if (detail == UserDetail::all) {
    json.field("login", user.login).field("totp", !user.totp_seed.empty());
    json.field("invited", user.password.empty()).field("created", user.created);
    if (const auto seen = directory.last_seen(user.id)) json.field("last_seen", *seen);
  }
  json.end_object();
}

void write_session(JsonWriter& json, const Session& session, const Directory& directory,
                   std::string_view own) {
  const auto user = directory.user(session.user);
  json.begin_object().field("session", session.id).field("user", session.user);
  json.field("name", user ? user->name : "").field("created", session.created);
  json.field("last_seen", session.last_seen).field("address", session.address);
  json.field("device", session.device).field("this", session.id == own);
  if (user) json.field("expires", directory.ends(session, user->role));
  json.end_object();
}

void write_token(JsonWriter& json, const ApiToken& token) {
  json.begin_object().field("id", token.id).field("name", token.name);
  json.field_if("owner", token.owner);
  write_rights(json, "scopes", [&](Right right) {
    return std::ranges::find(token.scopes, right) != token.scopes.end();
  });
  json.field("created", token.created);
  if (token.expires) json.field("expires", *token.expires);
  if (token.last_used) json.field("last_used", *token.last_used);
  json.end_object();
}

void write_audit(JsonWriter& json, const AuditLine& line) {
  const auto& entry = line.entry;
  json.begin_object().field("seq", line.seq).field("at", entry.at).field("user", entry.user);
  json.field("name", entry.name).field("address", entry.address).field("action", entry.action);
  json.field("target", entry.target).field("detail", entry.detail).end_object();
}

std::string session_json(const Actor& actor, const Directory& directory) {
  const auto user = directory.user(actor.user);
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  write_you(json, actor, user);
  json.field("accounts", directory.has_users());
  json.field("totp", user && !user->totp_seed.empty());
  if (!actor.may(Right::read)) json.field("totp_needed", true);
  if (const auto session = directory.session(actor.session); session && user)
    json.field("expires", directory.ends(*session, user->role));
  if (const auto until = directory.proved_until(actor.session)) json.field("proved_until", *until);
  json.end_object();
  text += '\n';
  return text;
}

}  // namespace tocsin::serve
