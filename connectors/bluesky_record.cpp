#include "connectors/bluesky_record.h"

#include <limits>

namespace tocsin {
namespace {

constexpr std::string_view at_scheme = "at://";
constexpr std::string_view post_path = "/app.bsky.feed.post/";

// A feed or a list may be embedded as well: only a post is quoted.
bool is_post_uri(std::string_view uri) {
  return uri.starts_with(at_scheme) && uri.find(post_path) != std::string_view::npos;
}

bool on_character(std::string_view text, std::uint32_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

// The stretch that a facet claims; false where the text has no such stretch.
bool stretch(std::string_view text, std::uint32_t begin, std::uint32_t end, std::string_view& out) {
  if (begin >= end || end > text.size()) return false;
  if (!on_character(text, begin) || !on_character(text, end)) return false;
  out = text.substr(begin, end - begin);
  return true;
}

}  // namespace

std::string_view account_of(std::string_view at_uri) {
  if (!at_uri.starts_with(at_scheme)) return {};
  at_uri.remove_prefix(at_scheme.size());
  return at_uri.substr(0, at_uri.find('/'));
}

[[gnu::always_inline]] inline JsonSpot BlueskyRecord::text_or_skip(JsonValue value,
                                                                   std::string_view& out) {
  return value.is_text() ? walk_.text(value, out) : walk_.skip(value);
}

JsonSpot BlueskyRecord::id_or_skip(JsonValue value, std::string_view& out, std::string_view field) {
  const auto behind = text_or_skip(value, out);
  if (out.size() > bounds::id_bytes) note(RejectReason::id_too_long, field);
  return behind;
}

// Text that is not empty is taken; what is no text is passed by.
template <class Take>
JsonSpot BlueskyRecord::text_to(JsonValue value, Take&& take) {
  std::string_view text;
  const auto behind = text_or_skip(value, text);
  if (!text.empty()) take(text);
  return behind;
}

JsonSpot BlueskyRecord::read(JsonValue record) {
  if (!record.is_object()) {
    note(RejectReason::wrong_type, "commit.record");
    return walk_.skip(record);
  }
  return walk_.fields(record, [this](JsonKey key, JsonValue value) {
    if (key.is("text")) return read_text(value);
    if (key.is("createdAt")) return text_or_skip(value, created_at_);
    if (key.is("langs")) return read_langs(value);
    if (key.is("reply")) return read_reply(value);
    if (key.is("facets")) return read_facets(value);
    if (key.is("embed")) return read_embed(value);
    if (key.is("tags")) return read_tags(value);
    return walk_.skip(value);
  });
}

JsonSpot BlueskyRecord::read_text(JsonValue value) {
  if (has_text_) note(RejectReason::duplicate_key, "commit.record.text");
  if (!value.is_text()) {
    note(RejectReason::wrong_type, "commit.record.text");
    return walk_.skip(value);
  }
  has_text_ = true;
  return walk_.text(value, text_);
}

JsonSpot BlueskyRecord::read_langs(JsonValue langs) {
  if (!langs.is_array()) return walk_.skip(langs);
  return walk_.items(langs, [this](JsonValue item) {
    return text_to(item, [this](std::string_view lang) { lists_.add(lists_.langs, lang); });
  });
}

JsonSpot BlueskyRecord::read_tags(JsonValue tags) {
  if (!tags.is_array()) return walk_.skip(tags);
  return walk_.items(tags, [this](JsonValue item) {
    return text_to(item,
                   [this](std::string_view tag) { lists_.add(lists_.hashtags, {tag, 0, 0}); });
  });
}

JsonSpot BlueskyRecord::read_reply(JsonValue reply) {
  if (!reply.is_object()) return walk_.skip(reply);
  return walk_.fields(reply, [this](JsonKey key, JsonValue value) {
    if (key.is("parent")) return read_reference(value, parent_);
    if (key.is("root")) return read_reference(value, root_);
    return walk_.skip(value);
  });
}

JsonSpot BlueskyRecord::read_reference(JsonValue reference, std::string_view& uri) {
  if (!reference.is_object()) return walk_.skip(reference);
  return walk_.fields(reference, [&](JsonKey key, JsonValue value) {
    return key.is("uri") ? id_or_skip(value, uri, "commit.record.reply") : walk_.skip(value);
  });
}

JsonSpot BlueskyRecord::read_facets(JsonValue facets) {
  if (!facets.is_array()) return walk_.skip(facets);
  return walk_.items(facets, [this](JsonValue facet) { return read_facet(facet); });
}

// What the features name is known before where it stands: the index follows.
JsonSpot BlueskyRecord::read_facet(JsonValue facet) {
  if (!facet.is_object()) return walk_.skip(facet);
  const std::size_t first_mention = lists_.mentions.size();
  const std::size_t first_hashtag = lists_.hashtags.size();
  std::uint32_t begin = 0, end = 0;
  const auto behind = walk_.fields(facet, [&](JsonKey key, JsonValue value) {
    if (key.is("index")) return read_index(value, begin, end);
    if (!key.is("features") || !value.is_array()) return walk_.skip(value);
    return walk_.items(value, [this](JsonValue item) { return read_feature(item); });
  });
  for (std::size_t i = first_mention; i < lists_.mentions.size(); ++i) {
    lists_.mentions[i].begin = begin;
    lists_.mentions[i].end = end;
  }
  for (std::size_t i = first_hashtag; i < lists_.hashtags.size(); ++i) {
    lists_.hashtags[i].begin = begin;
    lists_.hashtags[i].end = end;
  }
  return behind;
}

JsonSpot BlueskyRecord::read_feature(JsonValue feature) {
  if (!feature.is_object()) return walk_.skip(feature);
  return walk_.fields(feature, [this](JsonKey key, JsonValue value) {
    if (key.is("uri"))
      return text_to(value, [this](std::string_view uri) { lists_.add_once(lists_.links, uri); });
    if (key.is("tag"))
      return text_to(value,
                     [this](std::string_view tag) { lists_.add(lists_.hashtags, {tag, 0, 0}); });
    if (key.is("did"))
      return text_to(
          value, [this](std::string_view did) { lists_.add(lists_.mentions, {{}, did, 0, 0}); });
    return walk_.skip(value);
  });
}

JsonSpot BlueskyRecord::read_index(JsonValue index, std::uint32_t& begin, std::uint32_t& end) {
  if (!index.is_object()) return walk_.skip(index);
  return walk_.fields(index, [&](JsonKey key, JsonValue value) {
    if (key.is("byteStart")) return read_offset(value, begin);
    if (key.is("byteEnd")) return read_offset(value, end);
    return walk_.skip(value);
  });
}

JsonSpot BlueskyRecord::read_offset(JsonValue value, std::uint32_t& out) {
  if (!value.is_number()) return walk_.skip(value);
  json::IntegerText number;
  const auto behind = walk_.number(value, number);
  // An offset that is none is one that no text has.
  constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
  const bool fits = !number.fault && number.value >= 0 && number.value < most;
  out = static_cast<std::uint32_t>(fits ? number.value : most);
  return behind;
}

JsonSpot BlueskyRecord::read_embed(JsonValue embed) {
  if (!embed.is_object()) return walk_.skip(embed);
  std::string_view alt;
  bool video = false;
  const auto behind = walk_.fields(embed, [&](JsonKey key, JsonValue value) {
    if (key.is("images")) return read_images(value);
    if (key.is("external")) return read_external(value);
    if (key.is("record")) return read_embedded_record(value);
    if (key.is("media")) return read_embed(value);
    if (key.is("alt")) return text_or_skip(value, alt);
    video |= key.is("video");
    return walk_.skip(value);
  });
  if (!video) return behind;
  lists_.add_once(lists_.media, "video");
  if (!alt.empty()) lists_.add(lists_.texts, {Part::media, alt});
  return behind;
}

JsonSpot BlueskyRecord::read_images(JsonValue images) {
  if (!images.is_array()) return walk_.skip(images);
  return walk_.items(images, [this](JsonValue image) {
    lists_.add_once(lists_.media, "image");
    if (!image.is_object()) return walk_.skip(image);
    return walk_.fields(image, [this](JsonKey key, JsonValue value) {
      if (!key.is("alt")) return walk_.skip(value);
      return text_to(
          value, [this](std::string_view alt) { lists_.add(lists_.texts, {Part::media, alt}); });
    });
  });
}

// A reference, or (beside media) an object that holds one as `record` again.
JsonSpot BlueskyRecord::read_embedded_record(JsonValue record) {
  if (!record.is_object()) return walk_.skip(record);
  return walk_.fields(record, [this](JsonKey key, JsonValue value) {
    if (key.is("record")) return read_embedded_record(value);
    if (!key.is("uri")) return walk_.skip(value);
    std::string_view uri;
    const auto behind = id_or_skip(value, uri, "commit.record.embed.record.uri");
    if (is_post_uri(uri)) quoted_ = uri;
    return behind;
  });
}

JsonSpot BlueskyRecord::read_external(JsonValue external) {
  if (!external.is_object()) return walk_.skip(external);
  return walk_.fields(external, [this](JsonKey key, JsonValue value) {
    if (!key.is("uri")) return walk_.skip(value);
    return text_to(value, [this](std::string_view uri) { lists_.add_once(lists_.links, uri); });
  });
}

void BlueskyRecord::resolve_facets() {
  for (auto& mention : lists_.mentions) {
    std::string_view said;
    if (stretch(text_, mention.begin, mention.end, said))
      mention.handle = said.substr(said.front() == '@' ? 1 : 0);
    else
      mention.begin = mention.end = 0;
  }
  for (auto& hashtag : lists_.hashtags) {
    std::string_view said;
    if (!stretch(text_, hashtag.begin, hashtag.end, said)) hashtag.begin = hashtag.end = 0;
  }
}

// The body first, so that facets keep their offsets; then each description behind a newline.
std::string_view BlueskyRecord::joined_text() {
  if (lists_.texts.empty()) return text_;
  lists_.texts.insert(lists_.texts.begin(), {Part::body, text_});
  return lists_.join_texts(arena_);
}

void BlueskyRecord::give_to(PostView& post) {
  if (!has_text_) note(RejectReason::missing_field, "commit.record.text");
  resolve_facets();
  post.text = joined_text();
  if (post.text.size() > bounds::text_bytes)
    note(RejectReason::text_too_long, "commit.record.text");
  if (!parent_.empty() || !root_.empty()) {
    post.conversation = root_.empty() ? parent_ : root_;
    post.reply_to = parent_.empty() ? root_ : parent_;
    post.reply_to_account = account_of(post.reply_to);
  }
  post.quoted_id = quoted_;
  post.is_quote = !quoted_.empty();
  post.is_repost = false;
  lists_.lists_mentions = lists_.lists_hashtags = true;
  lists_.lend_to(post);
}

}  // namespace tocsin
