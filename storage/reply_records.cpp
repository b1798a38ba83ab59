#include <google/protobuf/arena.h>

#include "storage/decode_parts.h"
#include "storage/desk_records.h"
#include "storage/encode_parts.h"
#include "storage/keys.h"

namespace tocsin::storage {

void encode(const Reply& r, std::string& out) {
  using P = proto::Reply;
  out.clear();
  WireWriter w(out);
  w.fixed_always(P::kMovedUsFieldNumber, code(us_of(r.moved)));
  w.number(P::kStateFieldNumber, code(r.state));
  w.text(P::kPlatformFieldNumber, r.platform);
  w.text(P::kToFieldNumber, r.to);
  w.text(P::kToUrlFieldNumber, r.to_url);
  w.number(P::kToVersionFieldNumber, r.to_version);
  w.text(P::kTextFieldNumber, r.text);
  put_person(w, P::kByFieldNumber, r.by);
  w.signed_number(P::kDraftedUsFieldNumber, us_of(r.drafted));
  put_person(w, P::kApprovedByFieldNumber, r.approved_by);
  w.signed_number(P::kApprovedUsFieldNumber, us_of(r.approved));
  put_person(w, P::kMovedByFieldNumber, r.moved_by);
  w.flag(P::kNeedsApprovalFieldNumber, r.needs_approval);
  w.signed_number(P::kLeavesUsFieldNumber, us_of(r.leaves));
  w.flag(P::kLeftFieldNumber, r.left);
  w.number(P::kTriesFieldNumber, r.tries);
  w.text(P::kKeyFieldNumber, r.key);
  w.signed_number(P::kWrittenUsFieldNumber, us_of(r.written));
  w.signed_number(P::kAskAfterUsFieldNumber, us_of(r.ask_after));
  w.text(P::kUriFieldNumber, r.uri);
  w.text(P::kUrlFieldNumber, r.url);
  w.text(P::kWhyFieldNumber, r.why);
  w.number(P::kVersionFieldNumber, r.version);
  w.number(P::kSeqFieldNumber, r.seq);
  put_id(w, P::kRequestFieldNumber, r.request);
}

bool decode_reply(std::string_view key, std::string_view bytes, Reply& r) {
  google::protobuf::Arena arena;
  const auto* parsed = parse<proto::Reply>(bytes, arena);
  if (parsed == nullptr || key.size() != 20) return false;
  const proto::Reply& p = *parsed;
  r = {};
  static_cast<Id128&>(r.in) = id_of(key.data());
  r.number = 0;
  for (const char c : key.substr(16)) r.number = r.number << 8 | static_cast<unsigned char>(c);
  r.id = reply_id(r.in, r.number);
  r.platform = p.platform();
  r.to = p.to();
  r.to_url = p.to_url();
  r.to_version = p.to_version();
  r.text = p.text();
  r.by = read_person(p.by());
  r.drafted = instant_from_us(p.drafted_us());
  r.approved_by = read_person(p.approved_by());
  r.approved = instant_from_us(p.approved_us());
  r.moved_by = read_person(p.moved_by());
  r.moved = instant_from_us(p.moved_us());
  r.needs_approval = p.needs_approval();
  r.leaves = instant_from_us(p.leaves_us());
  r.left = p.left();
  r.tries = p.tries();
  r.key = p.key();
  r.written = instant_from_us(p.written_us());
  r.ask_after = instant_from_us(p.ask_after_us());
  r.uri = p.uri();
  r.url = p.url();
  r.why = p.why();
  r.version = p.version();
  r.seq = p.seq();
  r.request = read_id<Id128>(p.request());
  return read_enum(p.state(), ReplyState::cancelled, r.state);
}

}  // namespace tocsin::storage
