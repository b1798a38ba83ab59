#pragma once
#include <array>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/people/actor.h"
#include "engine/records.h"

/// What people ask to be done with alerts and cases.
namespace tocsin {

enum class ActionKind : std::uint8_t {
  claim,      ///< I work on it: one wins
  release,    ///< nobody does
  assign,     ///< somebody else is to
  ack,        ///< I have heard: until then nobody else is called
  snooze,     ///< nobody looks until then
  note,       ///< for those who come after me
  tag,        ///<
  resolve,    ///< it was ours, and is done
  dismiss,    ///< it was none
  reopen,     ///<
  follow_up,  ///< it opens again then
};
inline constexpr int action_kinds = 11;
std::string_view name_of(ActionKind kind);  ///< `follow-up`
std::optional<ActionKind> action_named(std::string_view name);

/// Verdicts that an alert can end with; they train the rules' precision.
inline constexpr std::array<std::string_view, 7> outcomes{
    "helped", "no-action", "not-a-complaint", "not-ours", "spam", "attack", "duplicate"};

/// One request, of one person, about one alert or many.
struct Action {
  ActionKind kind{};
  std::vector<AlertId> alerts;  ///< one; of a bulk action more, without repeats
  bool bulk = false;
  std::optional<std::uint32_t> version;  ///< that the person saw
  Person to;                             ///< assign
  std::optional<Micros> length;          ///< ack, snooze, follow_up: from now
  std::optional<Instant> until;          ///< or until then
  std::string text;                      ///< note; resolve, dismiss: with a note
  std::vector<std::string> add, remove;  ///< tag
  std::string outcome;                   ///< resolve, dismiss

  Actor by;
  std::string key;  ///< Idempotency-Key: the same again is answered, not done again
  /// Asked when it is decided: whether `by` still may. Empty: yes. The judge's thread calls it.
  std::function<bool()> still_may;
};

/// 128 bits of who asked with which key: what an action is remembered by. Empty without a key.
Id128 key_of(const Actor& by, std::string_view key);
/// 128 bits of all that is asked for: the same key with another request is a mistake.
Id128 fingerprint_of(const Action& action);

enum class WhyNot : std::uint8_t {
  unknown,    ///< no such alert, case or action
  forbidden,  ///< the person may not, or no longer
  conflict,   ///< somebody else was first, it has ended, or it moved on
  invalid,    ///< the request makes no sense
  full,       ///< a bound is reached
};

/// Why something was not done: for a person, with who and when.
struct Refused {
  WhyNot why = WhyNot::conflict;
  std::string detail;  ///< `claimed by Dana 2 s ago`
  Person by;
  Instant at{};
};

/// `2 s`, `5 min`, `3 h`, `2 days`: how long ago, or from now.
std::string length_text(Micros length);
/// `claimed by Dana 2 s ago`.
std::string who_and_when(std::string_view did, const Person& by, Instant at, Instant now);

}  // namespace tocsin
