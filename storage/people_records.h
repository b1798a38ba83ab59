#pragma once
#include <string>
#include <string_view>

#include "engine/people/accounts.h"
#include "engine/people/audit.h"

/// People's nouns to records (records.proto) and back; as encode.h and decode.h say.
namespace tocsin::storage {

void encode(const User& user, std::string& out);
void encode(const Session& session, std::string& out);
void encode(const ApiToken& token, std::string& out);
/// Without its place in the chain (audit_chain.h).
void encode(const AuditEntry& entry, std::string& out);

[[nodiscard]] bool decode(std::string_view bytes, User& out);
[[nodiscard]] bool decode(std::string_view bytes, Session& out);
[[nodiscard]] bool decode(std::string_view bytes, ApiToken& out);
[[nodiscard]] bool decode(std::string_view bytes, AuditEntry& out);

}  // namespace tocsin::storage
