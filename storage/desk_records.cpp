#include "storage/desk_records.h"

#include <google/protobuf/arena.h>

#include "storage/decode_parts.h"
#include "storage/encode_parts.h"
#include "storage/keys.h"

namespace tocsin::storage {
namespace {

bool is_untouched(const AlertDesk& d) {
  return d.assignee.user.empty() && d.acted_version == 0 && d.notes == 0 && d.tags.empty() &&
         d.follow_up == Instant{} && d.acked == Instant{} && d.snoozed_until == Instant{} &&
         d.outcome.empty() && d.ended_by.user.empty() && d.acted == Instant{};
}

void put_before(WireWriter& w, const Before& b) {
  using P = proto::Before;
  put_id(w, P::kAlertFieldNumber, b.alert);
  w.number(P::kVersionFieldNumber, b.version);
  w.number(P::kStateFieldNumber, code(b.state));
  w.signed_number(P::kDueUsFieldNumber, us_of(b.due));
  w.signed_number(P::kEndedUsFieldNumber, us_of(b.ended));
  w.text(P::kEndedBecauseFieldNumber, b.ended_because);
  put_desk(w, P::kDeskFieldNumber, b.desk);
}

bool read_before(const proto::Before& p, Before& b) {
  b.alert = read_id<AlertId>(p.alert());
  b.version = p.version();
  b.due = instant_from_us(p.due_us());
  b.ended = instant_from_us(p.ended_us());
  b.ended_because = p.ended_because();
  b.desk = read_desk(p.desk());
  return read_enum(p.state(), AlertState::withdrawn, b.state);
}

}  // namespace

void put_person(WireWriter& to, int field, const Person& person) {
  using P = proto::Person;
  if (person.user.empty() && person.name.empty()) return;
  to.message(field, [&](WireWriter& w) {
    w.text(P::kUserFieldNumber, person.user);
    w.text(P::kNameFieldNumber, person.name);
  });
}

void put_desk(WireWriter& to, int field, const AlertDesk& d) {
  using P = proto::AlertDesk;
  if (is_untouched(d)) return;
  to.message(field, [&](WireWriter& w) {
    put_person(w, P::kAssigneeFieldNumber, d.assignee);
    w.signed_number(P::kAssignedUsFieldNumber, us_of(d.assigned));
    put_person(w, P::kAckedByFieldNumber, d.acked_by);
    w.signed_number(P::kAckedUsFieldNumber, us_of(d.acked));
    w.signed_number(P::kAckUntilUsFieldNumber, us_of(d.ack_until));
    put_person(w, P::kSnoozedByFieldNumber, d.snoozed_by);
    w.signed_number(P::kSnoozedUntilUsFieldNumber, us_of(d.snoozed_until));
    put_person(w, P::kFollowUpByFieldNumber, d.follow_up_by);
    w.signed_number(P::kFollowUpUsFieldNumber, us_of(d.follow_up));
    w.texts(P::kTagsFieldNumber, d.tags);
    w.number(P::kNotesFieldNumber, d.notes);
    w.text(P::kOutcomeFieldNumber, d.outcome);
    put_person(w, P::kEndedByFieldNumber, d.ended_by);
    put_person(w, P::kActedByFieldNumber, d.acted_by);
    w.signed_number(P::kActedUsFieldNumber, us_of(d.acted));
    w.number(P::kActedVersionFieldNumber, d.acted_version);
  });
}

AlertDesk read_desk(const proto::AlertDesk& p) {
  AlertDesk d;
  d.assignee = read_person(p.assignee());
  d.assigned = instant_from_us(p.assigned_us());
  d.acked_by = read_person(p.acked_by());
  d.acked = instant_from_us(p.acked_us());
  d.ack_until = instant_from_us(p.ack_until_us());
  d.snoozed_by = read_person(p.snoozed_by());
  d.snoozed_until = instant_from_us(p.snoozed_until_us());
  d.follow_up_by = read_person(p.follow_up_by());
  d.follow_up = instant_from_us(p.follow_up_us());
  d.tags.assign(p.tags().begin(), p.tags().end());
  d.notes = p.notes();
  d.outcome = p.outcome();
  d.ended_by = read_person(p.ended_by());
  d.acted_by = read_person(p.acted_by());
  d.acted = instant_from_us(p.acted_us());
  d.acted_version = p.acted_version();
  return d;
}

void encode(const TimelineEntry& e, std::string& out) {
  using P = proto::TimelineEntry;
  out.clear();
  WireWriter w(out);
  w.fixed_always(P::kAtUsFieldNumber, code(us_of(e.at)));
  put_id(w, P::kActionFieldNumber, e.action);
  put_person(w, P::kByFieldNumber, e.by);
  w.text(P::kKindFieldNumber, e.kind);
  put_id(w, P::kAlertFieldNumber, e.alert);
  w.text(P::kTextFieldNumber, e.text);
  w.flag(P::kUndoneFieldNumber, e.undone);
}

bool decode_timeline(std::string_view key, std::string_view bytes, TimelineEntry& e) {
  google::protobuf::Arena arena;
  const auto* parsed = parse<proto::TimelineEntry>(bytes, arena);
  if (parsed == nullptr || key.size() != 28) return false;
  const proto::TimelineEntry& p = *parsed;
  e = {};
  e.at = instant_from_us(p.at_us());
  static_cast<Id128&>(e.in) = id_of(key.data());
  e.seq = get_big_endian(key.data() + 16);
  for (const char c : key.substr(24)) e.part = e.part << 8 | static_cast<unsigned char>(c);
  e.action = read_id<ActionId>(p.action());
  e.by = read_person(p.by());
  e.kind = p.kind();
  e.alert = read_id<AlertId>(p.alert());
  e.text = p.text();
  e.undone = p.undone();
  return true;
}

void encode(const Deed& d, std::string& out) {
  using P = proto::Deed;
  out.clear();
  WireWriter w(out);
  w.fixed_always(P::kAtUsFieldNumber, code(us_of(d.at)));
  w.number(P::kSeqFieldNumber, d.seq);
  put_person(w, P::kByFieldNumber, d.by);
  w.number(P::kKindFieldNumber, code(d.kind));
  w.flag(P::kBulkFieldNumber, d.bulk);
  put_id(w, P::kKeyFieldNumber, d.key);
  put_id(w, P::kFingerprintFieldNumber, d.fingerprint);
  put_id(w, P::kUndoesFieldNumber, d.undoes);
  put_id(w, P::kAlertFieldNumber, d.alert);
  w.number(P::kDoneFieldNumber, d.done);
  for (const Skipped& s : d.skipped)
    w.message(P::kSkippedFieldNumber, [&](WireWriter& in) {
      put_id(in, proto::Skipped::kAlertFieldNumber, s.alert);
      in.text(proto::Skipped::kWhyFieldNumber, s.why);
      put_person(in, proto::Skipped::kByFieldNumber, s.by);
    });
  for (const Before& b : d.before)
    w.message(P::kBeforeFieldNumber, [&](WireWriter& in) { put_before(in, b); });
  put_person(w, P::kUndoneByFieldNumber, d.undone_by);
  w.signed_number(P::kUndoneUsFieldNumber, us_of(d.undone));
}

bool decode(std::string_view bytes, std::uint64_t began, Deed& d) {
  google::protobuf::Arena arena;
  const auto* parsed = parse<proto::Deed>(bytes, arena);
  if (parsed == nullptr) return false;
  const proto::Deed& p = *parsed;
  d = {};
  d.began = began;
  d.at = instant_from_us(p.at_us());
  d.seq = p.seq();
  d.by = read_person(p.by());
  d.bulk = p.bulk();
  d.key = read_id<Id128>(p.key());
  d.fingerprint = read_id<Id128>(p.fingerprint());
  d.undoes = read_id<ActionId>(p.undoes());
  d.alert = read_id<AlertId>(p.alert());
  d.done = p.done();
  for (const auto& s : p.skipped())
    d.skipped.push_back({read_id<AlertId>(s.alert()), s.why(), read_person(s.by())});
  for (const auto& b : p.before())
    if (!read_before(b, d.before.emplace_back())) return false;
  d.undone_by = read_person(p.undone_by());
  d.undone = instant_from_us(p.undone_us());
  return read_enum(p.kind(), ActionKind::follow_up, d.kind);
}

}  // namespace tocsin::storage
