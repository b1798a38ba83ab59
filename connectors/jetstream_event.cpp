#include "connectors/jetstream_event.h"

namespace tocsin {
namespace {

constexpr std::string_view source = "bluesky";
constexpr std::string_view post_collection = "app.bsky.feed.post";
// The year 10000: times beyond it overflow what is added to them.
constexpr std::int64_t time_end_us = 253'402'300'800'000'000;

// An id is a name between slashes in uri and address: with one in it, two posts could be one.
bool is_name(std::string_view text) {
  return !text.empty() && text.find('/') == std::string_view::npos;
}

}  // namespace

void JetstreamEvent::read(std::string_view frame, DecodedFrame& out) {
  const bool read = walk_.document(
      frame, [this](JsonKey key, const JsonValue& value) { return read_outer(key, value); });
  out.repaired = walk_.repaired();
  if (!read || !conclude(out)) {
    out.kind = FrameKind::rejected;
    out.reason = walk_.fault().reason;
    out.detail = walk_.fault().detail;
  }
  out.list_cut = lists_.cut;
}

bool JetstreamEvent::read_outer(JsonKey key, const JsonValue& value) {
  switch (key.first()) {
    case 'd':
      if (key.is("did")) return once(did_seen, "did") && read_text(value, did_, "did");
      break;
    case 't':
      if (key.is("time_us")) return once(time_seen, "time_us") && read_time(value);
      break;
    case 'k':
      if (key.is("kind")) return once(kind_seen, "kind") && read_text(value, kind_, "kind");
      break;
    case 'c':
      if (key.is("commit")) return once(commit_seen, "commit") && read_commit(value);
      break;
    case 'i':
      if (key.is("identity")) return once(identity_seen, "identity") && read_identity(value);
      break;
    case 'a':
      if (key.is("account")) return once(account_seen, "account") && read_account(value);
      break;
    default:
      break;
  }
  return walk_.skip(value);
}

bool JetstreamEvent::once(Deciding field, std::string_view name) {
  if (seen_ & field) return walk_.fail(RejectReason::duplicate_key, name);
  seen_ |= field;
  return true;
}

bool JetstreamEvent::read_text(const JsonValue& value, std::string_view& out,
                               std::string_view field) {
  if (!value.is_text()) return walk_.fail(RejectReason::wrong_type, field);
  return walk_.text(value, out);
}

bool JetstreamEvent::read_time(const JsonValue& value) {
  if (!value.is_number()) return walk_.fail(RejectReason::wrong_type, "time_us");
  std::string_view token;
  if (!walk_.scalar(value, token)) return false;
  const auto number = json::read_integer(token);
  if (number.fault || number.value < 0 || number.value >= time_end_us)
    return walk_.fail(RejectReason::bad_value, "time_us");
  time_us_ = number.value;
  return true;
}

bool JetstreamEvent::read_commit(const JsonValue& commit) {
  if (!commit.is_object()) return walk_.fail(RejectReason::wrong_type, "commit");
  return walk_.fields(commit, [this](JsonKey key, const JsonValue& value) {
    if (key.is("operation"))
      return once(operation_seen, "commit.operation") &&
             read_text(value, operation_, "commit.operation");
    if (key.is("collection"))
      return once(collection_seen, "commit.collection") &&
             read_text(value, collection_, "commit.collection");
    if (key.is("rkey"))
      return once(rkey_seen, "commit.rkey") && read_text(value, rkey_, "commit.rkey");
    if (key.is("record")) return once(record_seen, "commit.record") && read_record(value);
    return walk_.skip(value);
  });
}

bool JetstreamEvent::read_record(const JsonValue& record) {
  const bool other = (seen_ & collection_seen) && collection_ != post_collection;
  return other ? walk_.skip(record) : record_.read(record);
}

bool JetstreamEvent::read_identity(const JsonValue& identity) {
  if (!identity.is_object()) return walk_.fail(RejectReason::wrong_type, "identity");
  return walk_.fields(identity, [this](JsonKey key, const JsonValue& value) {
    // The handle is optional, and null where the account has lost it.
    if (!key.is("handle") || value.is_null()) return walk_.skip(value);
    return read_text(value, handle_, "identity.handle");
  });
}

bool JetstreamEvent::read_account(const JsonValue& account) {
  if (!account.is_object()) return walk_.fail(RejectReason::wrong_type, "account");
  return walk_.fields(account, [this](JsonKey key, const JsonValue& value) {
    if (key.is("status") && !value.is_null()) return read_text(value, status_, "account.status");
    if (!key.is("active")) return walk_.skip(value);
    if (!once(active_seen, "account.active")) return false;
    if (!value.is_bool()) return walk_.fail(RejectReason::wrong_type, "account.active");
    active_ = value.token[0] == 't';
    return walk_.skip(value);
  });
}

bool JetstreamEvent::needs(unsigned fields, std::string_view name) {
  return (seen_ & fields) == fields || walk_.fail(RejectReason::missing_field, name);
}

bool JetstreamEvent::short_enough(std::string_view id, std::string_view field) {
  return id.size() <= bounds::id_bytes || walk_.fail(RejectReason::id_too_long, field);
}

bool JetstreamEvent::conclude(DecodedFrame& out) {
  if (!needs(kind_seen, "kind") || !needs(did_seen, "did") || !needs(time_seen, "time_us") ||
      !short_enough(did_, "did") || !short_enough(kind_, "kind"))
    return false;
  if (!did_.starts_with("did:") || !is_name(did_))
    return walk_.fail(RejectReason::bad_value, "did");
  out.post.source = source;
  out.post.author.id = did_;
  out.post.time = instant_from_us(time_us_);
  if (kind_ == "commit") return conclude_commit(out);
  if (kind_ == "account") return conclude_account(out);
  if (kind_ == "identity") {
    out.kind = FrameKind::identity;
    out.post.author.handle = handle_;
    return needs(identity_seen, "identity") && short_enough(handle_, "identity.handle");
  }
  out.kind = FrameKind::other;
  out.other_kind = kind_;
  return true;
}

bool JetstreamEvent::conclude_account(DecodedFrame& out) {
  if (!needs(account_seen, "account") || !needs(active_seen, "account.active")) return false;
  out.kind = active_ ? FrameKind::account_back : FrameKind::account_gone;
  // Without a reason the mildest: hidden, and back when the account is.
  if (!active_) out.account_status = status_.empty() ? "deactivated" : status_;
  return short_enough(status_, "account.status");
}

bool JetstreamEvent::conclude_commit(DecodedFrame& out) {
  if (!needs(commit_seen, "commit") || !needs(collection_seen, "commit.collection") ||
      !short_enough(collection_, "commit.collection"))
    return false;
  if (collection_ == post_collection) return conclude_post(out);
  out.kind = FrameKind::other;
  out.other_kind = collection_;
  lists_.clear();
  return true;
}

bool JetstreamEvent::conclude_post(DecodedFrame& out) {
  if (!needs(operation_seen, "commit.operation") || !identify(out)) return false;
  if (operation_ == "delete") {
    out.kind = FrameKind::retraction;
    return true;
  }
  if (operation_ != "create" && operation_ != "update")
    return walk_.fail(RejectReason::bad_value, "commit.operation");
  if (!needs(record_seen, "commit.record")) return false;
  record_.give_to(out.post);
  if (const auto& fault = record_.fault()) return walk_.fail(fault.reason, fault.detail);
  out.kind = FrameKind::post;
  out.post.change = operation_ == "update" ? PostChange::edited : PostChange::created;
  out.post.url = arena_.joined({"https://bsky.app/profile/", did_, "/post/", rkey_});
  return true;
}

bool JetstreamEvent::identify(DecodedFrame& out) {
  if (!needs(rkey_seen, "commit.rkey")) return false;
  if (!is_name(rkey_)) return walk_.fail(RejectReason::bad_value, "commit.rkey");
  out.post.id = arena_.joined({"at://", did_, "/", post_collection, "/", rkey_});
  out.key = post_key(source, out.post.id);
  return short_enough(out.post.id, "commit.rkey");
}

}  // namespace tocsin
