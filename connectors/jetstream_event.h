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
    did_seen = 1,
    time_seen = 2,
    kind_seen = 4,
    commit_seen = 8,
    collection_seen = 16,
    operation_seen = 32,
    rkey_seen = 64,
    record_seen = 128,
    account_seen = 256,
    active_seen = 512,
    identity_seen = 1024,
  };
  bool once(Deciding field, std::string_view name);
  bool read_text(const JsonValue& value, std::string_view& out, std::string_view field);
  bool read_time(const JsonValue& value);
  bool read_commit(const JsonValue& commit);
  bool read_record(const JsonValue& record);
  bool read_identity(const JsonValue& identity);
  bool read_account(const JsonValue& account);
  bool read_outer(JsonKey key, const JsonValue& value);

  bool conclude(DecodedFrame& out);
  bool conclude_commit(DecodedFrame& out);
  bool conclude_post(DecodedFrame& out);
  bool conclude_account(DecodedFrame& out);
  bool needs(unsigned fields, std::string_view name);
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

}  // namespace tocsin
