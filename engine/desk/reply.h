#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/desk/action.h"

/// Our answers to posts: as records, and as people ask for them.
namespace tocsin {

struct ReplyId : Id128 {};  ///< of (case, its number in the case); written `rp_…`
ReplyId reply_id(CaseId in, std::uint32_t number);
std::string to_string(ReplyId id);
bool parse_id(std::string_view text, ReplyId& out);

enum class ReplyState : std::uint8_t {
  draft,
  approved,
  sending,    ///< leaves when its undo window is over
  sent,       ///< seen on the platform
  failed,     ///< surely not on the platform
  unknown,    ///< nobody knows: it is asked after, and never sent again by itself
  held,       ///< the post that it answers is not what it was
  cancelled,  ///<
};
inline constexpr int reply_states = 8;
std::string_view name_of(ReplyState state);

/// A reply that stands in the way of another one in its case.
constexpr bool is_pending(ReplyState s) {
  return s != ReplyState::sent && s != ReplyState::failed && s != ReplyState::cancelled;
}

struct Reply {
  ReplyId id;
  CaseId in;
  std::uint32_t number = 1;  ///< in its case, from 1
  ReplyState state = ReplyState::draft;
  std::string platform;  ///< source of the post that it answers
  std::string to;        ///< that post's id
  std::string to_url;
  std::uint32_t to_version = 1;  ///< the version that its author saw
  std::string text;
  Person by;  ///< wrote the text
  Instant drafted{};
  Person approved_by;
  Instant approved{};
  Person moved_by;  ///< asked for the present state; nobody: the engine
  Instant moved{};
  bool needs_approval = false;
  Instant leaves{};   ///< sending: not before; until then it can be taken back
  bool left = false;  ///< an attempt has begun: durable before the first byte goes
  std::uint32_t tries = 0;
  std::string key;      ///< by which the platform knows it: the same with each attempt
  Instant written{};    ///< the time that the post bears: the same with each attempt
  Instant ask_after{};  ///< unknown: not before
  std::string uri;      ///< the post that it became
  std::string url;
  std::string why;  ///< failed, unknown, held: for a person
  std::uint32_t version = 1;
  std::uint64_t seq = 0;  ///< of its latest event
  Id128 request;          ///< of the Idempotency-Key with which it was drafted
};

/// What the operator configured for answers.
struct ReplyPolicy {
  std::vector<std::string> platforms;  ///< where an account is connected
  std::vector<std::string> approval;   ///< signals whose replies a lead approves; `all`: every one
  std::chrono::seconds undo{10};
  bool connected(std::string_view platform) const;
  bool asks_approval(const std::vector<std::string>& signals) const;
};

enum class ReplyStep : std::uint8_t { draft, edit, approve, send, cancel };
std::string_view name_of(ReplyStep step);
std::optional<ReplyStep> reply_step_named(std::string_view name);

/// One request of one person.
struct ReplyRequest {
  ReplyStep step{};
  CaseId in;
  ReplyId id;        ///< empty: draft
  std::string to;    ///< draft: the post's id; empty: the one that the case's alert is about
  std::string text;  ///< draft, edit
  Actor by;
  std::string key;  ///< Idempotency-Key, of a draft
  ReplyPolicy policy;
  std::function<bool()> still_may;  ///< as Action::still_may
};

struct ReplyAnswer {
  std::optional<Refused> refused;
  bool unavailable = false;  ///< as ActionAnswer::unavailable
  std::optional<Reply> reply;
};

}  // namespace tocsin
