#include "storage/decode.h"

#include <algorithm>

#include <google/protobuf/arena.h>

#include "storage/day_ring.h"
#include "storage/decode_parts.h"

namespace tocsin::storage {
namespace {

bool read_why(const proto::Alert& p, Alert& a) {
  for (const auto& y : p.why()) a.why.push_back({y.points(), y.because()});
  a.advice = {p.advice().stance(), {p.advice().because().begin(), p.advice().because().end()}};
  return true;
}

bool read_alert(const proto::Alert& p, Alert& a) {
  a = {};
  a.id = read_id<AlertId>(p.id());
  a.owner_case = read_id<CaseId>(p.owner_case());
  a.number = p.number();
  a.risk = p.risk();
  a.signals.assign(p.signals().begin(), p.signals().end());
  a.brand = p.brand();
  a.rule = p.rule();
  a.post = PostKey{p.post()};
  a.author = AuthorKey{p.author()};
  a.source = p.source();
  a.lang = p.lang();
  a.finding_count = p.finding_count();
  a.raised = instant_from_us(p.raised_us());
  a.updated = instant_from_us(p.updated_us());
  a.due = instant_from_us(p.due_us());
  a.ended = instant_from_us(p.ended_us());
  a.ended_because = p.ended_because();
  a.version = p.version();
  a.raised_seq = p.raised_seq();
  a.seq = p.seq();
  a.desk = read_desk(p.desk());
  a.quieted = p.quieted();
  a.quieted_because = p.quieted_because();
  return read_enum(p.state(), AlertState::withdrawn, a.state) &&
         read_enum(p.severity(), Severity::critical, a.severity) &&
         read_findings(p.findings(), a.findings) && read_why(p, a);
}

using DaysOfRecord = google::protobuf::RepeatedField<std::uint32_t>;

bool read_days(std::int32_t newest, const DaysOfRecord& posts, const DaysOfRecord& complaints,
               std::vector<AuthorState::DayCount>& to) {
  constexpr auto days = AuthorState::days;
  constexpr std::int32_t most = 106'751'991;  // more days than an Instant reaches
  const auto wrong = [](const DaysOfRecord& counts) {
    return counts.size() > days || std::ranges::any_of(counts, [](auto n) { return n > 0xffff; });
  };
  if (wrong(posts) || wrong(complaints) || newest < -most || newest > most) return false;
  const auto count_in = [](const DaysOfRecord& counts, int slot) {
    return static_cast<std::uint16_t>(slot < counts.size() ? counts[slot] : 0);
  };
  for (auto day = newest - days + 1; day <= newest; ++day) {
    const auto slot = static_cast<int>(day_slot(day));
    const AuthorState::DayCount count{day, count_in(posts, slot), count_in(complaints, slot)};
    if (count.posts > 0 || count.complaints > 0) to.push_back(count);
  }
  return true;
}

}  // namespace

bool decode(std::string_view bytes, AuthorKey key, AuthorState& a) {
  google::protobuf::Arena arena;
  const auto* parsed = parse<proto::AuthorState>(bytes, arena);
  if (parsed == nullptr) return false;
  const proto::AuthorState& p = *parsed;
  a = {};
  a.key = key;
  a.source = p.source();
  a.id = p.id();
  a.handle = p.handle();
  a.name = p.name();
  if (p.has_followers()) a.followers = p.followers();
  if (p.has_account_created_us()) a.account_created = instant_from_us(p.account_created_us());
  a.account_gone = p.account_gone();
  a.first_seen = instant_from_us(p.first_seen_us());
  a.last_seen = instant_from_us(p.last_seen_us());
  a.open_cases = p.open_cases();
  return read_days(p.newest_day(), p.posts(), p.complaints(), a.by_day);
}

bool decode(std::string_view bytes, Case& c) {
  google::protobuf::Arena arena;
  const auto* parsed = parse<proto::Case>(bytes, arena);
  if (parsed == nullptr) return false;
  const proto::Case& p = *parsed;
  c = {};
  c.id = read_id<CaseId>(p.id());
  c.brand = p.brand();
  c.source = p.source();
  c.conversation = p.conversation();
  c.opened = instant_from_us(p.opened_us());
  c.last_post = instant_from_us(p.last_post_us());
  if (p.has_answered_us()) c.answered = instant_from_us(p.answered_us());
  for (const auto post : p.posts()) c.posts.push_back(PostKey{post});
  c.post_count = p.post_count();
  c.gone_count = p.gone_count();
  c.alert_count = p.alert_count();
  c.alert = read_id<AlertId>(p.alert());
  c.version = p.version();
  c.merged_into = read_id<CaseId>(p.merged_into());
  for (const auto& id : p.merged()) c.merged.push_back(read_id<CaseId>(id));
  for (const auto& split : p.split())
    c.split.push_back({PostKey{split.post()}, read_id<CaseId>(split.now_in())});
  return read_enum(p.alert_state(), AlertState::withdrawn, c.alert_state);
}

bool decode(std::string_view bytes, Alert& a) {
  google::protobuf::Arena arena;
  const auto* parsed = parse<proto::Alert>(bytes, arena);
  return parsed != nullptr && read_alert(*parsed, a);
}

bool decode(std::string_view bytes, std::uint64_t seq, Event& e) {
  google::protobuf::Arena arena;
  const auto* parsed = parse<proto::Event>(bytes, arena);
  if (parsed == nullptr) return false;
  const proto::Event& p = *parsed;
  e = {};
  e.seq = seq;
  e.at = instant_from_us(p.at_us());
  if (p.has_alert() && !read_alert(p.alert(), e.alert.emplace())) return false;
  if (p.has_case_id()) e.case_id = read_id<CaseId>(p.case_id());
  e.post = PostKey{p.post()};
  e.source = p.source();
  e.id = p.id();
  e.text = p.text();
  e.by = read_person(p.by());
  // UNKNOWN, 0, becomes a number that is out of range.
  return read_enum(static_cast<std::uint32_t>(p.kind()) - 1, EventKind::rules_changed, e.kind);
}

bool decode(std::string_view bytes, DeadLetter& d) {
  google::protobuf::Arena arena;
  const auto* parsed = parse<proto::DeadLetter>(bytes, arena);
  if (parsed == nullptr) return false;
  const proto::DeadLetter& p = *parsed;
  d = {};
  d.source_name = p.source_name();
  d.detail = p.detail();
  d.bytes = p.bytes();
  d.at = instant_from_us(p.at_us());
  return read_enum(p.reason(), RejectReason::empty_line, d.reason);
}

}  // namespace tocsin::storage
