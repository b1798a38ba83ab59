#pragma once
#include <cstdint>
#include <string_view>

#include "connectors/bluesky_record.h"
#include "connectors/json_walk.h"

namespace tocsin {

/// One frame of Jetstream's legacy wire: collects its fields in whatever order they stand, and
/// says at the end what they come to.
///
/// Ownership  Lives for one frame; what it gives borrows from the frame, the arena and the lists.
class JetstreamEvent {
 public:
  JetstreamEvent(JsonWalk& walk, TextArena& arena, PostLists& lists)
      : walk_(walk), arena_(arena), lists_(lists), record_(walk, arena, lists) {}

  /// Reads the frame; `out` is a fresh DecodedFrame.
  void read(std::string_view frame, DecodedFrame& out);

 private:
  // The fields that decide who said what: a second one makes the frame ambiguous.
  enum Deciding : unsigned {
    did_field,
    time_field,
    kind_field,
    commit_field,
    collection_field,
    operation_field,
    rkey_field,
    record_field,
    account_field,
    active_field,
    identity_field,
  };
  static std::string_view name_of(Deciding field);
  JsonSpot read_outer(JsonKey key, JsonValue value);
  JsonSpot read_time(JsonValue value);
  JsonSpot read_commit(JsonValue commit);
  JsonSpot read_record(JsonValue record);
  JsonSpot read_identity(JsonValue identity);
  JsonSpot read_account(JsonValue account);
  JsonSpot read_active(JsonValue value);
  JsonSpot read_text(JsonValue value, std::string_view& out, std::string_view name);
  JsonSpot read_deciding(Deciding field, JsonValue value, std::string_view& out);
  JsonSpot wrong_type(Deciding field);
  bool once(Deciding field);
  bool seen(Deciding field) const { return seen_ & 1U << field; }

  bool conclude(DecodedFrame& out);
  bool conclude_commit(DecodedFrame& out);
  bool conclude_post(DecodedFrame& out);
  bool conclude_account(DecodedFrame& out);
  bool needs(Deciding field);
  bool short_enough(std::string_view id, std::string_view field);
  bool identify(DecodedFrame& out);

  JsonWalk& walk_;
  TextArena& arena_;
  PostLists& lists_;
  BlueskyRecord record_;
  unsigned seen_ = 0;
  std::int64_t time_us_ = 0;
  std::string_view did_, kind_, collection_, operation_, rkey_, handle_, status_;
  bool active_ = false;
};

/// Where a person reads a post, in the arena. Both stand in frames or the arena.
std::string_view bluesky_url(TextArena& arena, std::string_view did, std::string_view rkey);

}  // namespace tocsin
