#include "storage/encode.h"

#include <algorithm>
#include <ranges>

#include "storage/day_ring.h"
#include "storage/encode_parts.h"
#include "storage/records.pb.h"

namespace tocsin::storage {
namespace {

void put_alert(WireWriter& w, const Alert& a) {
  using P = proto::Alert;
  w.fixed_always(P::kUpdatedUsFieldNumber, code(us_of(a.updated)));
  put_id(w, P::kIdFieldNumber, a.id);
  put_id(w, P::kOwnerCaseFieldNumber, a.owner_case);
  w.number(P::kNumberFieldNumber, a.number);
  w.number(P::kStateFieldNumber, code(a.state));
  w.number(P::kSeverityFieldNumber, code(a.severity));
  w.signed_number(P::kRiskFieldNumber, a.risk);
  w.texts(P::kSignalsFieldNumber, a.signals);
  w.text(P::kBrandFieldNumber, a.brand);
  w.text(P::kRuleFieldNumber, a.rule);
  w.fixed(P::kPostFieldNumber, code(a.post));
  w.fixed(P::kAuthorFieldNumber, code(a.author));
  w.text(P::kSourceFieldNumber, a.source);
  w.text(P::kLangFieldNumber, a.lang);
  put_findings(w, P::kFindingsFieldNumber, a.findings);
  w.number(P::kFindingCountFieldNumber, a.finding_count);
  for (const Why& y : a.why)
    w.message(P::kWhyFieldNumber, [&](WireWriter& in) {
      in.signed_number(proto::Why::kPointsFieldNumber, y.points);
      in.text(proto::Why::kBecauseFieldNumber, y.because);
    });
  if (!a.advice.stance.empty() || !a.advice.because.empty())
    w.message(P::kAdviceFieldNumber, [&](WireWriter& in) {
      in.text(proto::Advice::kStanceFieldNumber, a.advice.stance);
      in.texts(proto::Advice::kBecauseFieldNumber, a.advice.because);
    });
  w.signed_number(P::kRaisedUsFieldNumber, us_of(a.raised));
  w.signed_number(P::kDueUsFieldNumber, us_of(a.due));
  w.signed_number(P::kEndedUsFieldNumber, us_of(a.ended));
  w.text(P::kEndedBecauseFieldNumber, a.ended_because);
  w.number(P::kVersionFieldNumber, a.version);
  w.number(P::kRaisedSeqFieldNumber, a.raised_seq);
  w.number(P::kSeqFieldNumber, a.seq);
  put_desk(w, P::kDeskFieldNumber, a.desk);
  w.number(P::kQuietedFieldNumber, a.quieted);
  w.text(P::kQuietedBecauseFieldNumber, a.quieted_because);
}

using Days = std::array<std::uint16_t, AuthorState::days>;

/// A count of each day as the record has it: in the slot day number % days.
Days ring_of(const AuthorState& author, std::uint16_t AuthorState::DayCount::* what) {
  Days ring{};
  for (const auto& count : author.by_day) ring[day_slot(count.day)] = count.*what;
  return ring;
}

/// The days of a ring of counters up to the last that is not zero.
auto used(const Days& days) {
  const auto last = std::ranges::find_if(days | std::views::reverse, [](auto n) { return n != 0; });
  return std::span(days.begin(), last.base());
}

}  // namespace

void encode(const AuthorState& a, std::string& out) {
  using P = proto::AuthorState;
  out.clear();
  WireWriter w(out);
  w.fixed_always(P::kLastSeenUsFieldNumber, code(us_of(a.last_seen)));
  w.signed_number(P::kFirstSeenUsFieldNumber, us_of(a.first_seen));
  w.text(P::kSourceFieldNumber, a.source);
  w.text(P::kIdFieldNumber, a.id);
  w.text(P::kHandleFieldNumber, a.handle);
  w.text(P::kNameFieldNumber, a.name);
  w.maybe(P::kFollowersFieldNumber, a.followers);
  if (a.account_created)
    w.maybe(P::kAccountCreatedUsFieldNumber, std::optional(us_of(*a.account_created)));
  w.flag(P::kAccountGoneFieldNumber, a.account_gone);
  // sint32: zigzag.
  const auto newest = a.by_day.empty() ? 0 : a.by_day.back().day;
  w.number(P::kNewestDayFieldNumber,
           static_cast<std::uint32_t>(newest) << 1 ^ static_cast<std::uint32_t>(newest >> 31));
  const auto posts = ring_of(a, &AuthorState::DayCount::posts);
  const auto complaints = ring_of(a, &AuthorState::DayCount::complaints);
  w.packed(P::kPostsFieldNumber, used(posts));
  w.packed(P::kComplaintsFieldNumber, used(complaints));
  w.number(P::kOpenCasesFieldNumber, a.open_cases);
}

void encode(const Case& c, std::string& out) {
  using P = proto::Case;
  out.clear();
  WireWriter w(out);
  w.fixed_always(P::kLastPostUsFieldNumber, code(us_of(c.last_post)));
  put_id(w, P::kIdFieldNumber, c.id);
  w.text(P::kBrandFieldNumber, c.brand);
  w.text(P::kSourceFieldNumber, c.source);
  w.text(P::kConversationFieldNumber, c.conversation);
  w.signed_number(P::kOpenedUsFieldNumber, us_of(c.opened));
  if (c.answered) w.maybe(P::kAnsweredUsFieldNumber, std::optional(us_of(*c.answered)));
  w.packed_fixed(P::kPostsFieldNumber, c.posts);
  w.number(P::kPostCountFieldNumber, c.post_count);
  w.number(P::kGoneCountFieldNumber, c.gone_count);
  w.number(P::kAlertCountFieldNumber, c.alert_count);
  put_id(w, P::kAlertFieldNumber, c.alert);
  w.number(P::kAlertStateFieldNumber, code(c.alert_state));
  w.number(P::kVersionFieldNumber, c.version);
  put_id(w, P::kMergedIntoFieldNumber, c.merged_into);
  for (const auto& id : c.merged) put_id_always(w, P::kMergedFieldNumber, id);
  for (const auto& split : c.split)
    w.message(P::kSplitFieldNumber, [&](WireWriter& in) {
      in.fixed(proto::SplitPost::kPostFieldNumber, code(split.post));
      put_id(in, proto::SplitPost::kNowInFieldNumber, split.now_in);
    });
}

void encode(const Alert& alert, std::string& out) {
  out.clear();
  WireWriter w(out);
  put_alert(w, alert);
}

void encode(const Event& e, std::string& out) {
  using P = proto::Event;
  out.clear();
  WireWriter w(out);
  w.fixed_always(P::kAtUsFieldNumber, code(us_of(e.at)));
  w.number(P::kKindFieldNumber, code(e.kind) + 1);
  if (e.alert) w.message(P::kAlertFieldNumber, [&](WireWriter& in) { put_alert(in, *e.alert); });
  if (e.case_id) put_id_always(w, P::kCaseIdFieldNumber, *e.case_id);
  w.fixed(P::kPostFieldNumber, code(e.post));
  w.text(P::kSourceFieldNumber, e.source);
  w.text(P::kIdFieldNumber, e.id);
  w.text(P::kTextFieldNumber, e.text);
  put_person(w, P::kByFieldNumber, e.by);
}

void encode(const DeadLetter& d, std::string& out) {
  using P = proto::DeadLetter;
  out.clear();
  WireWriter w(out);
  w.fixed_always(P::kAtUsFieldNumber, code(us_of(d.at)));
  w.text(P::kSourceNameFieldNumber, d.source_name);
  w.number(P::kReasonFieldNumber, code(d.reason));
  w.text(P::kDetailFieldNumber, d.detail);
  w.text(P::kBytesFieldNumber, d.bytes);
}

}  // namespace tocsin::storage
