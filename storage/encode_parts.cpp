#include "storage/encode_parts.h"

#include "storage/records.pb.h"

namespace tocsin::storage {

void put_id_always(WireWriter& to, int field, const Id128& id) {
  using P = proto::Id128;
  to.message(field, [&](WireWriter& w) {
    w.fixed(P::kHighFieldNumber, id.high);
    w.fixed(P::kLowFieldNumber, id.low);
  });
}

void put_id(WireWriter& to, int field, const Id128& id) {
  if (!id.empty()) put_id_always(to, field, id);
}

namespace {
void put_finding(WireWriter& w, const Finding& f) {
  using P = proto::Finding;
  put_id(w, P::kIdFieldNumber, f.id);
  w.text(P::kRuleFieldNumber, f.rule);
  w.signed_number(P::kRuleVersionFieldNumber, f.rule_version);
  w.text(P::kSignalFieldNumber, f.signal);
  w.number(P::kSeverityFieldNumber, code(f.severity));
  w.signed_number(P::kPointsFieldNumber, f.points);
  w.flag(P::kShadowFieldNumber, f.shadow);
  w.flag(P::kLimitedFieldNumber, f.limited);
  w.fixed(P::kPostFieldNumber, code(f.post));
  w.number(P::kPostVersionFieldNumber, f.post_version);
  for (const KeptSpan& s : f.spans)
    w.message(P::kSpansFieldNumber, [&](WireWriter& in) {
      in.text(proto::Span::kTermFieldNumber, s.term);
      in.number(proto::Span::kBeginFieldNumber, s.begin);
      in.number(proto::Span::kEndFieldNumber, s.end);
    });
  for (const TestedField& t : f.tested)
    w.message(P::kTestedFieldNumber, [&](WireWriter& in) {
      in.text(proto::TestedField::kFieldFieldNumber, t.field);
      in.text(proto::TestedField::kValueFieldNumber, t.value);
    });
}

}  // namespace

void put_findings(WireWriter& w, int field, const std::vector<Finding>& findings) {
  for (const Finding& f : findings) w.message(field, [&](WireWriter& in) { put_finding(in, f); });
}

}  // namespace tocsin::storage
