#include "storage/people_records.h"

#include <algorithm>

#include <google/protobuf/arena.h>

#include "storage/decode_parts.h"
#include "storage/encode_parts.h"
#include "storage/records.pb.h"

namespace tocsin::storage {
namespace {

std::string_view text_of(const SecretHash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

bool read_hash(std::string_view bytes, SecretHash& out) {
  if (bytes.size() != out.size()) return false;
  std::ranges::copy(bytes, out.begin());
  return true;
}

}  // namespace

void encode(const User& u, std::string& out) {
  using P = proto::User;
  out.clear();
  WireWriter w(out);
  w.text(P::kIdFieldNumber, u.id);
  w.text(P::kLoginFieldNumber, u.login);
  w.text(P::kNameFieldNumber, u.name);
  w.number(P::kRoleFieldNumber, code(u.role));
  w.texts(P::kTeamsFieldNumber, u.teams);
  w.flag(P::kDisabledFieldNumber, u.disabled);
  w.text(P::kPasswordFieldNumber, u.password);
  w.text(P::kTotpSeedFieldNumber, u.totp_seed);
  w.text(P::kTotpBegunFieldNumber, u.totp_begun);
  w.number(P::kTotpStepFieldNumber, u.totp_step);
  for (const auto& hash : u.recovery) w.text_always(P::kRecoveryFieldNumber, text_of(hash));
  if (u.link) {
    w.text_always(P::kLinkHashFieldNumber, text_of(u.link->hash));
    w.signed_number(P::kLinkUntilUsFieldNumber, us_of(u.link->until));
  }
  w.signed_number(P::kCreatedUsFieldNumber, us_of(u.created));
  w.signed_number(P::kPasswordSetUsFieldNumber, us_of(u.password_set));
}

bool decode(std::string_view bytes, User& u) {
  google::protobuf::Arena arena;
  const auto* parsed = parse<proto::User>(bytes, arena);
  if (parsed == nullptr) return false;
  const proto::User& p = *parsed;
  u = {};
  u.id = p.id();
  u.login = p.login();
  u.name = p.name();
  u.teams.assign(p.teams().begin(), p.teams().end());
  u.disabled = p.disabled();
  u.password = p.password();
  u.totp_seed = p.totp_seed();
  u.totp_begun = p.totp_begun();
  u.totp_step = p.totp_step();
  for (const auto& hash : p.recovery())
    if (!read_hash(hash, u.recovery.emplace_back())) return false;
  if (!p.link_hash().empty()) {
    u.link.emplace().until = instant_from_us(p.link_until_us());
    if (!read_hash(p.link_hash(), u.link->hash)) return false;
  }
  u.created = instant_from_us(p.created_us());
  u.password_set = instant_from_us(p.password_set_us());
  return read_enum(p.role(), Role::admin, u.role);
}

void encode(const Session& s, std::string& out) {
  using P = proto::Session;
  out.clear();
  WireWriter w(out);
  w.text(P::kIdFieldNumber, s.id);
  w.text_always(P::kHashFieldNumber, text_of(s.hash));
  w.text(P::kUserFieldNumber, s.user);
  w.signed_number(P::kCreatedUsFieldNumber, us_of(s.created));
  w.signed_number(P::kLastSeenUsFieldNumber, us_of(s.last_seen));
  w.text(P::kAddressFieldNumber, s.address);
  w.text(P::kDeviceFieldNumber, s.device);
  w.signed_number(P::kProvedUsFieldNumber, us_of(s.proved));
}

bool decode(std::string_view bytes, Session& s) {
  google::protobuf::Arena arena;
  const auto* p = parse<proto::Session>(bytes, arena);
  if (p == nullptr) return false;
  s = {};
  s.id = p->id();
  s.user = p->user();
  s.created = instant_from_us(p->created_us());
  s.last_seen = instant_from_us(p->last_seen_us());
  s.address = p->address();
  s.device = p->device();
  s.proved = instant_from_us(p->proved_us());
  return read_hash(p->hash(), s.hash);
}

void encode(const ApiToken& t, std::string& out) {
  using P = proto::ApiToken;
  out.clear();
  WireWriter w(out);
  w.text(P::kIdFieldNumber, t.id);
  w.text_always(P::kHashFieldNumber, text_of(t.hash));
  w.text(P::kNameFieldNumber, t.name);
  w.text(P::kOwnerFieldNumber, t.owner);
  w.packed(P::kScopesFieldNumber, t.scopes);
  w.signed_number(P::kCreatedUsFieldNumber, us_of(t.created));
  if (t.expires) w.maybe(P::kExpiresUsFieldNumber, std::optional(us_of(*t.expires)));
  if (t.last_used) w.maybe(P::kLastUsedUsFieldNumber, std::optional(us_of(*t.last_used)));
}

bool decode(std::string_view bytes, ApiToken& t) {
  google::protobuf::Arena arena;
  const auto* p = parse<proto::ApiToken>(bytes, arena);
  if (p == nullptr) return false;
  t = {};
  t.id = p->id();
  t.name = p->name();
  t.owner = p->owner();
  for (const auto scope : p->scopes())
    if (!read_enum(scope, static_cast<Right>(right_count - 1), t.scopes.emplace_back()))
      return false;
  t.created = instant_from_us(p->created_us());
  if (p->has_expires_us()) t.expires = instant_from_us(p->expires_us());
  if (p->has_last_used_us()) t.last_used = instant_from_us(p->last_used_us());
  return read_hash(p->hash(), t.hash);
}

void encode(const AuditEntry& e, std::string& out) {
  using P = proto::AuditEntry;
  out.clear();
  WireWriter w(out);
  w.fixed_always(P::kAtUsFieldNumber, code(us_of(e.at)));
  w.text(P::kUserFieldNumber, e.user);
  w.text(P::kNameFieldNumber, e.name);
  w.text(P::kAddressFieldNumber, e.address);
  w.text(P::kActionFieldNumber, e.action);
  w.text(P::kTargetFieldNumber, e.target);
  w.text(P::kDetailFieldNumber, e.detail);
}

bool decode(std::string_view bytes, AuditEntry& e) {
  google::protobuf::Arena arena;
  const auto* p = parse<proto::AuditEntry>(bytes, arena);
  if (p == nullptr) return false;
  e = {.at = instant_from_us(p->at_us()),
       .user = p->user(),
       .name = p->name(),
       .address = p->address(),
       .action = p->action(),
       .target = p->target(),
       .detail = p->detail()};
  return true;
}

}  // namespace tocsin::storage
