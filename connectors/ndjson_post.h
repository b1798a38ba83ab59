#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "connectors/json_walk.h"
#include "connectors/post_lists.h"
#include "engine/raw_batch.h"

namespace tocsin {

/// One line of NDJSON posts: collects its fields in whatever order they stand, and says at the
/// end what they come to.
///
/// Ownership  Lives for one frame; what it gives borrows from the frame, the batch, the arena and
///            the lists.
class NdjsonPost {
 public:
  NdjsonPost(JsonWalk& walk, TextArena& arena, PostLists& lists, const RawBatch& batch)
      : walk_(walk), arena_(arena), lists_(lists), batch_(batch) {}

  /// Reads the frame; `out` is a fresh DecodedFrame.
  void read(std::string_view frame, DecodedFrame& out);

 private:
  // The fields that decide who said what: a second one makes the line ambiguous.
  enum Deciding : unsigned {
    id_field = 1,
    source_field = 2,
    text_field = 4,
    author_field = 8,
    author_id_field = 16,
    delete_field = 32,
    delete_id_field = 64,
    delete_source_field = 128,
  };

  JsonSpot read_outer(JsonKey key, JsonValue value, PostView& post);
  JsonSpot read_field(JsonKey key, JsonValue value, PostView& post);
  JsonSpot read_author(JsonValue author, PostView& post);
  JsonSpot read_author_field(JsonKey key, JsonValue value, AuthorView& author);
  JsonSpot read_delete(JsonValue retraction);

  bool once(Deciding field, JsonValue value, std::string_view name);
  JsonSpot take_text(JsonValue value, std::string_view& out, std::string_view name);
  JsonSpot take_text_once(Deciding field, JsonValue value, std::string_view& out,
                          std::string_view name);
  JsonSpot take_id(JsonValue value, std::string_view& out, std::string_view name);
  JsonSpot take_id_once(Deciding field, JsonValue value, std::string_view& out,
                        std::string_view name);
  JsonSpot take_count(JsonValue value, std::optional<std::int64_t>& out, std::string_view name);
  JsonSpot take_bool(JsonValue value, std::optional<bool>& out, std::string_view name);
  JsonSpot take_time(JsonValue value, std::optional<Instant>& out, std::string_view name);
  JsonSpot take_names(JsonValue value, std::vector<std::string_view>& out, std::string_view name);
  JsonSpot take_mentions(JsonValue value);
  JsonSpot take_hashtags(JsonValue value);
  template <class Take>
  JsonSpot each_text(JsonValue value, std::string_view name, Take&& take);

  bool conclude(DecodedFrame& out);
  bool conclude_retraction(DecodedFrame& out);
  bool conclude_post(PostView& post);
  void join_parts(PostView& post);
  bool good_id(Deciding field, std::string_view id, std::string_view name);

  JsonWalk& walk_;
  TextArena& arena_;
  PostLists& lists_;
  const RawBatch& batch_;
  unsigned seen_ = 0;   ///< fields whose name was there
  unsigned given_ = 0;  ///< of these, those that were not null
  std::string_view title_, warning_, retracted_id_, retracted_source_;
};

}  // namespace tocsin
