#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/identity.h"
#include "engine/post.h"
#include "engine/rule_book.h"
#include "engine/wire_decoder.h"

/// The records that the store keeps: what a person works on, and what is known of who speaks.
/// They hold ids, never post text: that lives once, in the kept post (DESIGN §6).
namespace tocsin {

enum class Gone : std::uint8_t { no, deleted, erased };

/// A stretch of the original text that a term matched, as kept: the term by name.
struct KeptSpan {
  std::string term;
  std::uint32_t begin = 0;  ///< bytes in the text of that version
  std::uint32_t end = 0;
};

/// One rule on one version of one post.
struct Finding {
  FindingId id;
  std::string rule;  ///< full id
  int rule_version = 0;
  std::string signal;
  Severity severity = Severity::low;
  int points = 0;
  bool shadow = false;
  bool limited = false;  ///< over its rule's limit: counted, raised nothing
  PostKey post{};
  std::uint32_t post_version = 0;
  std::vector<KeptSpan> spans;
  std::vector<TestedField> tested;
};

/// A post as it is kept.
struct KeptPost {
  Post post;
  std::uint32_t version = 1;  ///< rises with each edit
  Gone gone = Gone::no;       ///< then text, author's profile and lists are empty
  bool ours = false;
  Instant first_seen{};  ///< stream time of the first version
  Instant last_seen{};   ///< of this one
  std::vector<std::string> brands;
  std::vector<Finding> findings;  ///< of this version, of live and shadow rules
  std::vector<CaseId> cases;
  float kept_rate = 1;     ///< 0.1: one in ten like it was kept (sampling)
  bool unscanned = false;  ///< this version could not be searched: no rule has seen it
};

/// What is remembered of an author with findings.
struct AuthorState {
  static constexpr int days = 30;
  AuthorKey key{};
  std::string source;
  std::string id;
  std::string handle;
  std::string name;
  std::optional<std::int64_t> followers;
  std::optional<Instant> account_created;
  bool account_gone = false;
  Instant first_seen{};
  Instant last_seen{};
  /// Of a day of stream time (days since 1970) that has any.
  struct DayCount {
    std::int32_t day = 0;
    std::uint16_t posts = 0;  ///< kept ones
    std::uint16_t complaints = 0;
  };
  /// Oldest first, the last `days` before the newest. Most authors have one or two: a full table
  /// of days would be a third of what is held of them.
  std::vector<DayCount> by_day;
  std::uint32_t open_cases = 0;
};

enum class AlertState : std::uint8_t { open, snoozed, resolved, dismissed, withdrawn };
std::string_view name_of(AlertState state);
constexpr bool is_ended(AlertState s) {
  return s == AlertState::resolved || s == AlertState::dismissed || s == AlertState::withdrawn;
}

/// Points of the risk score, and where they come from.
struct Why {
  int points = 0;
  std::string because;
};

struct Advice {
  std::string stance;  ///< reply_private, reply_public, watch, stay_silent, hand_to_legal …
  std::vector<std::string> because;
};

/// A person as records name one: whoever it was keeps the name of that day.
struct Person {
  std::string user;  ///< Actor::user; empty: nobody
  std::string name;
};

/// What people have done with an alert.
struct AlertDesk {
  Person assignee;  ///< works on it, or is to
  Instant assigned{};
  Person acked_by;  ///< has heard; after `ack_until` it moves on
  Instant acked{};
  Instant ack_until{};
  Person snoozed_by;
  Instant snoozed_until{};  ///< of state snoozed
  Person follow_up_by;
  Instant follow_up{};  ///< it opens again then
  std::vector<std::string> tags;
  std::uint32_t notes = 0;
  std::string outcome;  ///< of state resolved, dismissed
  Person ended_by;
  Person acted_by;  ///< did the latest that changed whose it is or its state
  Instant acted{};
  std::uint32_t acted_version = 0;  ///< the alert's, with that
};

/// What a person works on. At most one that is not ended in a case.
struct Alert {
  AlertId id;
  CaseId owner_case;
  std::uint32_t number = 1;  ///< in its case, from 1
  AlertState state = AlertState::open;
  Severity severity = Severity::info;  ///< the highest of its live findings
  int risk = 0;                        ///< 0–100: the sum of `why`, capped
  std::vector<std::string> signals;    ///< of its findings; by points, then name
  std::string brand;
  std::string rule;  ///< of the finding with the most points
  PostKey post{};    ///< that finding's post
  AuthorKey author{};
  std::string source;
  std::string lang;
  std::vector<Finding> findings;
  std::uint32_t finding_count = 0;  ///< including those beyond bounds::findings_per_alert
  std::vector<Why> why;
  Advice advice;
  Instant raised{};   ///< stream time of the post that raised it
  Instant updated{};  ///< stream time
  Instant due{};
  Instant ended{};            ///< stream time; of state resolved, dismissed, withdrawn
  std::string ended_because;  ///< `post deleted`, `edited: no finding left`, an outcome …
  std::uint32_t version = 1;
  std::uint64_t raised_seq = 0;  ///< of its alert.raised on the feed
  std::uint64_t seq = 0;         ///< of its latest event
  AlertDesk desk;
  std::uint32_t quieted = 0;    ///< matches that its rule had when it was quieted; 0: it was not
  std::string quieted_because;  ///< for a person
};

/// A post that people took out of a case, and the case that it is in now.
struct SplitPost {
  PostKey post{};
  CaseId now_in;
};

/// One conversation with one brand.
struct Case {
  CaseId id;
  std::string brand;
  std::string source;
  std::string conversation;
  Instant opened{};
  Instant last_post{};
  std::optional<Instant> answered;  ///< when a post of ours was last heard in it
  std::vector<PostKey> posts;       ///< oldest first; bounds::posts_per_case
  std::uint32_t post_count = 0;
  std::uint32_t gone_count = 0;  ///< deleted or erased since
  std::uint32_t alert_count = 0;
  AlertId alert;  ///< the latest
  AlertState alert_state = AlertState::open;
  std::uint32_t version = 1;
  CaseId merged_into;            ///< people found both to be one; what comes goes there
  std::vector<CaseId> merged;    ///< those that were merged into this one
  std::vector<SplitPost> split;  ///< posts that people took out of it
};

enum class EventKind : std::uint8_t {
  alert_raised,
  alert_updated,
  alert_reopened,
  alert_withdrawn,
  alert_claimed,
  alert_released,
  alert_assigned,
  alert_acked,
  alert_snoozed,
  alert_noted,
  alert_resolved,
  alert_dismissed,
  alert_escalated,
  case_answered,
  post_edited,
  post_deleted,
  rules_reloaded,
  rules_rejected,
  source_connected,
  source_lost,
  source_gap,
  source_recovered,
  case_merged,
  case_split,
  case_reply,  ///< a reply of ours was drafted, approved, sent …
  rules_quieted,
  rules_changed,  ///< a rule's status, a pack's version
};
/// As on the feed: `alert.raised`.
std::string_view name_of(EventKind kind);

/// An event of the feed. Holds ids; text is joined when it is served.
struct Event {
  std::uint64_t seq = 0;
  EventKind kind{};
  Instant at{};                ///< wall clock; in a replay, stream time
  std::optional<Alert> alert;  ///< as it stood with this event
  std::optional<CaseId> case_id;
  PostKey post{};      ///< of post.* events
  std::string source;  ///< of post.* and source.* events
  std::string id;      ///< post.*: the post's id
  std::string text;    ///< source.*, rules.*: a line for people
  Person by;           ///< who did it; nobody: the engine
};

/// A frame that was dropped, with its bytes.
struct DeadLetter {
  std::string source_name;
  RejectReason reason{};
  std::string detail;
  std::string bytes;  ///< at most bounds::dead_letter_item_bytes
  Instant at{};
};

}  // namespace tocsin
