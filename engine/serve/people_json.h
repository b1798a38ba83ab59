#pragma once
#include "engine/json_writer.h"
#include "engine/people/people.h"
#include "engine/people/people_store.h"

/// People as the API tells of them. Never a secret, nor its hash.
namespace tocsin::serve {

/// How much of a user is told: to assign work takes less than to administer.
enum class UserDetail : std::uint8_t { to_assign, all };
void write_user(JsonWriter& json, const User& user, const Directory& directory, UserDetail detail);
/// `own`: the id of the asker's session.
void write_session(JsonWriter& json, const Session& session, const Directory& directory,
                   std::string_view own);
void write_token(JsonWriter& json, const ApiToken& token);
void write_audit(JsonWriter& json, const AuditLine& line);

/// What GET /session says of an actor.
std::string session_json(const Actor& actor, const Directory& directory);

}  // namespace tocsin::serve
