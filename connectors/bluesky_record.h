#pragma once
#include <cstdint>
#include <string_view>

#include "connectors/json_walk.h"
#include "connectors/post_lists.h"

namespace tocsin {

/// The record of an `app.bsky.feed.post`: reads it field by field, in whatever order they stand.
///
/// Ownership  Its views are the walk's; the lists are its slot's.
/// Errors     read() gives null where the frame is no JSON. What makes only this record unreadable
///            is kept in fault(): whether the frame is a post may be said later in it. What a
///            client wrote wrongly beside the text (a list that is a number …) is passed by.
class BlueskyRecord {
 public:
  BlueskyRecord(JsonWalk& walk, TextArena& arena, PostLists& lists)
      : walk_(walk), arena_(arena), lists_(lists) {}

  JsonSpot read(JsonValue record);
  const Fault& fault() const { return fault_; }
  /// Everything of the record, with the text joined and the facets resolved.
  void give_to(PostView& post);
  std::string_view created_at() const { return created_at_; }

 private:
  JsonSpot read_text(JsonValue value);
  JsonSpot read_langs(JsonValue langs);
  JsonSpot read_tags(JsonValue tags);
  JsonSpot read_reply(JsonValue reply);
  JsonSpot read_reference(JsonValue reference, std::string_view& uri);
  JsonSpot read_facets(JsonValue facets);
  JsonSpot read_facet(JsonValue facet);
  JsonSpot read_feature(JsonValue feature);
  JsonSpot read_index(JsonValue index, std::uint32_t& begin, std::uint32_t& end);
  JsonSpot read_offset(JsonValue value, std::uint32_t& out);
  JsonSpot read_embed(JsonValue embed);
  JsonSpot read_images(JsonValue images);
  JsonSpot read_embedded_record(JsonValue record);
  JsonSpot read_external(JsonValue external);

  JsonSpot text_or_skip(JsonValue value, std::string_view& out);
  JsonSpot id_or_skip(JsonValue value, std::string_view& out, std::string_view field);
  template <class Take>
  JsonSpot text_to(JsonValue value, Take&& take);
  void resolve_facets();
  std::string_view joined_text();
  void note(RejectReason reason, std::string_view field) {
    if (!fault_) fault_ = {reason, field};
  }

  JsonWalk& walk_;
  TextArena& arena_;
  PostLists& lists_;
  Fault fault_;
  bool has_text_ = false;
  std::string_view text_, root_, parent_, quoted_, created_at_;
};

/// The account of an at-uri: `did:plc:x` of `at://did:plc:x/…`; empty where it is none.
std::string_view account_of(std::string_view at_uri);

}  // namespace tocsin
