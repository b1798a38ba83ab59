#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "connectors/json_walk.h"
#include "connectors/post_lists.h"

namespace tocsin {

/// The record of an `app.bsky.feed.post`: reads it field by field, in whatever order they stand.
///
/// Ownership  Its views are the walk's; the lists are its slot's.
/// Errors     Functions answer false where the frame is no JSON. What makes only this record
///            unreadable is kept in fault(): whether the frame is a post may be said later in it.
///            What a client wrote wrongly beside the text (a list that is a number …) is passed by.
class BlueskyRecord {
 public:
  BlueskyRecord(JsonWalk& walk, TextArena& arena, PostLists& lists)
      : walk_(walk), arena_(arena), lists_(lists) {}

  bool read(const JsonValue& record);
  const Fault& fault() const { return fault_; }
  /// Everything of the record, with the text joined and the facets resolved.
  void give_to(PostView& post);

 private:
  bool read_text(const JsonValue& value);
  bool read_created_at(const JsonValue& value);
  bool read_names(const JsonValue& list, std::string_view which);
  bool read_reply(const JsonValue& reply);
  bool read_facets(const JsonValue& facets);
  bool read_facet(const JsonValue& facet);
  bool read_feature(const JsonValue& feature);
  bool read_index(const JsonValue& index, std::uint32_t& begin, std::uint32_t& end);
  bool read_embed(const JsonValue& embed);
  bool read_images(const JsonValue& images);
  bool read_embedded_record(const JsonValue& record);
  bool read_external(const JsonValue& external);
  bool uri_of(const JsonValue& reference, std::string_view& uri);
  bool text_or_skip(const JsonValue& value, std::string_view& out);
  bool id_or_skip(const JsonValue& value, std::string_view& out, std::string_view field);
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
  std::string_view text_, root_, parent_, quoted_;
  std::optional<Instant> created_at_;
};

/// The account of an at-uri: `did:plc:x` of `at://did:plc:x/…`; empty where it is none.
std::string_view account_of(std::string_view at_uri);

}  // namespace tocsin
