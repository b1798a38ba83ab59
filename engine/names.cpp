#include <array>

#include "engine/records.h"
#include "engine/source.h"
#include "engine/wire_decoder.h"

/// The names of the domain's choices, as they appear in JSON, metrics, the console and logs.
namespace tocsin {
namespace {
template <class E, std::size_t N>
std::string_view pick(const std::array<std::string_view, N>& names, E value) {
  return names.at(static_cast<std::size_t>(value));
}
constexpr std::array<std::string_view, 5> severities{"info", "low", "medium", "high", "critical"};
}  // namespace

std::string_view name_of(Severity severity) {
  return pick(severities, severity);
}

std::string_view name_of(WindowKind kind) {
  switch (kind) {
    case WindowKind::repeat:
      return "repeat";
    case WindowKind::surge:
      return "surge";
    case WindowKind::distinct:
      return "distinct";
  }
  return {};
}

std::optional<Severity> severity_named(std::string_view name) {
  for (std::size_t i = 0; i < severities.size(); ++i)
    if (severities[i] == name) return static_cast<Severity>(i);
  return std::nullopt;
}

std::string_view name_of(RuleStatus status) {
  constexpr std::array<std::string_view, 4> names{"draft", "shadow", "live", "retired"};
  return pick(names, status);
}

std::string_view name_of(AlertState state) {
  constexpr std::array<std::string_view, 5> names{"open", "snoozed", "resolved", "dismissed",
                                                  "withdrawn"};
  return pick(names, state);
}

std::string_view name_of(SourceState state) {
  constexpr std::array<std::string_view, 6> names{"starting", "connected", "waiting",
                                                  "lost",     "finished",  "stopped"};
  return pick(names, state);
}

std::string_view name_of(RejectReason reason) {
  constexpr std::array<std::string_view, static_cast<std::size_t>(RejectReason::count)> names{
      "not_json",      "not_an_object",  "missing_field", "wrong_type", "bad_value",
      "duplicate_key", "bad_utf8",       "too_deep",      "too_large",  "id_too_long",
      "text_too_long", "trailing_bytes", "empty_line",    "scan_failed"};
  return pick(names, reason);
}

std::string_view name_of(EventKind kind) {
  constexpr std::array<std::string_view, 27> names{
      "alert.raised",   "alert.updated",    "alert.reopened",  "alert.withdrawn",  "alert.claimed",
      "alert.released", "alert.assigned",   "alert.acked",     "alert.snoozed",    "alert.noted",
      "alert.resolved", "alert.dismissed",  "alert.escalated", "case.answered",    "post.edited",
      "post.deleted",   "rules.reloaded",   "rules.rejected",  "source.connected", "source.lost",
      "source.gap",     "source.recovered", "case.merged",     "case.split",       "case.reply",
      "rules.quieted",  "rules.changed"};
  return pick(names, kind);
}

}  // namespace tocsin
