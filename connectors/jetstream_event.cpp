#include "connectors/jetstream_event.h"

#include <array>

#include "engine/source_key.h"

namespace tocsin {
namespace {

constexpr std::string_view source = "bluesky";
const SourceKey source_key{source};
constexpr char post_collection[] = "app.bsky.feed.post";
// The year 10000: times beyond it overflow what is added to them.
constexpr std::int64_t time_end_us = 253'402'300'800'000'000;

// Writes short pieces one behind the other. A copy of fixed size is four moves: what it writes too
// much, the next piece overwrites, and frames and arena have the bytes to read. A piece may stand
// in the arena right before what is written: then that is read too, and moved.
class Pieces {
 public:
  Pieces(TextArena& arena, std::size_t size)
      : arena_(arena), start_(arena.room(size)), to_(start_) {}
  template <std::size_t n>
  Pieces& operator<<(const char (&literal)[n]) {
    std::memcpy(to_, literal, n - 1);
    to_ += n - 1;
    return *this;
  }
  Pieces& operator<<(std::string_view text) {
    static_assert(TextArena::slack <= bounds::padding);
    if (text.size() <= TextArena::slack)
      std::memmove(to_, text.data(), TextArena::slack);
    else
      std::memcpy(to_, text.data(), text.size());
    to_ += text.size();
    return *this;
  }
  std::string_view joined() { return arena_.taken(static_cast<std::size_t>(to_ - start_)); }

 private:
  TextArena& arena_;
  char* start_;
  char* to_;
};

constexpr std::size_t literals_at_most = 64;

}  // namespace

std::string_view JetstreamEvent::name_of(Deciding field) {
  constexpr std::array<std::string_view, identity_field + 1> names{"did",
                                                                   "time_us",
                                                                   "kind",
                                                                   "commit",
                                                                   "commit.collection",
                                                                   "commit.operation",
                                                                   "commit.rkey",
                                                                   "commit.record",
                                                                   "account",
                                                                   "account.active",
                                                                   "identity"};
  return names[field];
}

inline bool JetstreamEvent::once(Deciding field) {
  if (seen(field)) return walk_.fail(RejectReason::duplicate_key, name_of(field));
  seen_ |= 1U << field;
  return true;
}

inline bool JetstreamEvent::needs(Deciding field) {
  return seen(field) || walk_.fail(RejectReason::missing_field, name_of(field));
}

inline bool JetstreamEvent::short_enough(std::string_view id, std::string_view field) {
  return id.size() <= bounds::id_bytes || walk_.fail(RejectReason::id_too_long, field);
}

JsonSpot JetstreamEvent::wrong_type(Deciding field) {
  return walk_.fail(RejectReason::wrong_type, name_of(field));
}

[[gnu::always_inline]] inline JsonSpot JetstreamEvent::read_deciding(Deciding field,
                                                                     JsonValue value,
                                                                     std::string_view& out) {
  if (!once(field)) return nullptr;
  return value.is_text() ? walk_.text(value, out) : wrong_type(field);
}

[[gnu::always_inline]] inline JsonSpot JetstreamEvent::read_outer(JsonKey key, JsonValue value) {
  if (key.is("did")) return read_deciding(did_field, value, did_);
  if (key.is("time_us")) return read_time(value);
  if (key.is("kind")) return read_deciding(kind_field, value, kind_);
  if (key.is("commit")) return read_commit(value);
  if (key.is("identity")) return read_identity(value);
  if (key.is("account")) return read_account(value);
  return walk_.skip(value);
}

void JetstreamEvent::read(std::string_view frame, DecodedFrame& out) {
  const bool read = walk_.document(
      frame, [this](JsonKey key, JsonValue value) { return read_outer(key, value); });
  out.repaired = walk_.repaired();
  if (!read || !conclude(out)) {
    out.kind = FrameKind::rejected;
    out.reason = walk_.fault().reason;
    out.detail = walk_.fault().detail;
  }
  out.list_cut = lists_.cut;
}

JsonSpot JetstreamEvent::read_text(JsonValue value, std::string_view& out, std::string_view name) {
  return value.is_text() ? walk_.text(value, out) : walk_.fail(RejectReason::wrong_type, name);
}

JsonSpot JetstreamEvent::read_time(JsonValue value) {
  if (!once(time_field)) return nullptr;
  if (!value.is_number()) return wrong_type(time_field);
  json::IntegerText number;
  const auto behind = walk_.number(value, number);
  if (behind == nullptr) return nullptr;
  if (number.fault || number.value < 0 || number.value >= time_end_us)
    return walk_.fail(RejectReason::bad_value, "time_us");
  time_us_ = number.value;
  return behind;
}

JsonSpot JetstreamEvent::read_commit(JsonValue commit) {
  if (!once(commit_field)) return nullptr;
  if (!commit.is_object()) return wrong_type(commit_field);
  return walk_.fields(commit, [this](JsonKey key, JsonValue value) {
    if (key.is("operation")) return read_deciding(operation_field, value, operation_);
    if (key.is("collection")) return read_deciding(collection_field, value, collection_);
    if (key.is("rkey")) return read_deciding(rkey_field, value, rkey_);
    if (key.is("record")) return read_record(value);
    return walk_.skip(value);
  });
}

JsonSpot JetstreamEvent::read_record(JsonValue record) {
  if (!once(record_field)) return nullptr;
  const bool other = seen(collection_field) && !json::is(collection_, post_collection);
  return other ? walk_.skip(record) : record_.read(record);
}

JsonSpot JetstreamEvent::read_identity(JsonValue identity) {
  if (!once(identity_field)) return nullptr;
  if (!identity.is_object()) return wrong_type(identity_field);
  return walk_.fields(identity, [this](JsonKey key, JsonValue value) {
    // The handle is optional, and null where the account has lost it.
    if (!key.is("handle") || value.is_null()) return walk_.skip(value);
    return read_text(value, handle_, "identity.handle");
  });
}

JsonSpot JetstreamEvent::read_account(JsonValue account) {
  if (!once(account_field)) return nullptr;
  if (!account.is_object()) return wrong_type(account_field);
  return walk_.fields(account, [this](JsonKey key, JsonValue value) {
    if (key.is("active")) return read_active(value);
    if (!key.is("status") || value.is_null()) return walk_.skip(value);
    return read_text(value, status_, "account.status");
  });
}

JsonSpot JetstreamEvent::read_active(JsonValue value) {
  if (!once(active_field)) return nullptr;
  if (!value.is_bool()) return wrong_type(active_field);
  active_ = value.first() == 't';
  return walk_.skip(value);
}

bool JetstreamEvent::conclude(DecodedFrame& out) {
  if (!needs(kind_field) || !needs(did_field) || !needs(time_field) || !short_enough(did_, "did") ||
      !short_enough(kind_, "kind"))
    return false;
  if (!did_.starts_with("did:")) return walk_.fail(RejectReason::bad_value, "did");
  out.post.source = source;
  out.post.author.id = did_;
  out.post.time = instant_from_us(time_us_);
  if (json::is(kind_, "commit")) return conclude_commit(out);
  if (json::is(kind_, "account")) return conclude_account(out);
  if (json::is(kind_, "identity")) {
    out.kind = FrameKind::identity;
    out.post.author.handle = handle_;
    return needs(identity_field) && short_enough(handle_, "identity.handle");
  }
  out.kind = FrameKind::other;
  out.other_kind = kind_;
  return true;
}

bool JetstreamEvent::conclude_account(DecodedFrame& out) {
  if (!needs(account_field) || !needs(active_field)) return false;
  out.kind = active_ ? FrameKind::account_back : FrameKind::account_gone;
  // Without a reason the mildest: hidden, and back when the account is.
  if (!active_) out.account_status = status_.empty() ? "deactivated" : status_;
  return short_enough(status_, "account.status");
}

bool JetstreamEvent::conclude_commit(DecodedFrame& out) {
  if (!needs(commit_field) || !needs(collection_field) ||
      !short_enough(collection_, "commit.collection"))
    return false;
  if (json::is(collection_, post_collection)) return conclude_post(out);
  out.kind = FrameKind::other;
  out.other_kind = collection_;
  lists_.clear();
  return true;
}

bool JetstreamEvent::conclude_post(DecodedFrame& out) {
  if (!needs(operation_field) || !identify(out)) return false;
  if (json::is(operation_, "delete")) {
    out.kind = FrameKind::retraction;
    return true;
  }
  if (!json::is(operation_, "create") && !json::is(operation_, "update"))
    return walk_.fail(RejectReason::bad_value, "commit.operation");
  if (!needs(record_field)) return false;
  record_.give_to(out.post);
  if (const auto& fault = record_.fault()) return walk_.fail(fault.reason, fault.detail);
  out.kind = FrameKind::post;
  out.post.change = json::is(operation_, "update") ? PostChange::edited : PostChange::created;
  out.created_text = record_.created_at();
  return true;
}

std::string_view bluesky_url(TextArena& arena, std::string_view did, std::string_view rkey) {
  return (Pieces(arena, literals_at_most + did.size() + rkey.size())
          << "https://bsky.app/profile/" << did << "/post/" << rkey)
      .joined();
}

bool JetstreamEvent::identify(DecodedFrame& out) {
  if (!needs(rkey_field)) return false;
  if (rkey_.empty()) return walk_.fail(RejectReason::bad_value, "commit.rkey");
  out.post.id = (Pieces(arena_, literals_at_most + did_.size() + rkey_.size())
                 << "at://" << did_ << "/app.bsky.feed.post/" << rkey_)
                    .joined();
  out.key = source_key.post(out.post.id);
  return short_enough(out.post.id, "commit.rkey");
}

}  // namespace tocsin
