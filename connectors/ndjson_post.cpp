#include "connectors/ndjson_post.h"

namespace tocsin {
namespace {

std::string_view without_sign(std::string_view name, char sign) {
  return name.starts_with(sign) ? name.substr(1) : name;
}

}  // namespace

void NdjsonPost::read(std::string_view frame, DecodedFrame& out) {
  const bool good = walk_.document(
      frame, [&](JsonKey key, JsonValue value) { return read_outer(key, value, out.post); });
  out.repaired = walk_.repaired();
  if (!good || !conclude(out)) {
    out.kind = FrameKind::rejected;
    out.reason = walk_.fault().reason;
    out.detail = walk_.fault().detail;
  }
  out.list_cut = lists_.cut;
}

JsonSpot NdjsonPost::read_outer(JsonKey key, JsonValue value, PostView& post) {
  if (key.is("id")) return take_id_once(id_field, value, post.id, "id");
  if (key.is("text")) return take_text_once(text_field, value, post.text, "text");
  if (key.is("source")) return take_text_once(source_field, value, post.source, "source");
  if (key.is("author")) return read_author(value, post);
  if (key.is("delete")) return read_delete(value);
  return read_field(key, value, post);
}

JsonSpot NdjsonPost::read_field(JsonKey key, JsonValue value, PostView& post) {
  switch (key.first()) {
    case 'c':
      if (key.is("created_at")) return take_time(value, post.created_at, "created_at");
      if (key.is("conversation")) return take_id(value, post.conversation, "conversation");
      break;
    case 'h':
      if (key.is("hashtags")) return take_hashtags(value);
      break;
    case 'i':
      if (key.is("is_repost")) return take_bool(value, post.is_repost, "is_repost");
      if (key.is("is_quote")) return take_bool(value, post.is_quote, "is_quote");
      break;
    case 'l':
      if (key.is("lang")) return take_text(value, post.lang, "lang");
      if (key.is("langs")) return take_names(value, lists_.langs, "langs");
      if (key.is("links")) return take_names(value, lists_.links, "links");
      if (key.is("likes")) return take_count(value, post.likes, "likes");
      break;
    case 'm':
      if (key.is("mentions")) return take_mentions(value);
      if (key.is("media")) return take_names(value, lists_.media, "media");
      break;
    case 'q':
      if (key.is("quoted")) return take_text(value, post.quoted_text, "quoted");
      if (key.is("quoted_id")) return take_id(value, post.quoted_id, "quoted_id");
      break;
    case 'r':
      if (key.is("reply_to")) return take_id(value, post.reply_to, "reply_to");
      if (key.is("reply_to_account"))
        return take_id(value, post.reply_to_account, "reply_to_account");
      if (key.is("replies")) return take_count(value, post.replies, "replies");
      if (key.is("reposts")) return take_count(value, post.reposts, "reposts");
      if (key.is("repost_of")) return take_id(value, post.repost_of, "repost_of");
      break;
    case 't':
      if (key.is("title")) return take_text(value, title_, "title");
      break;
    case 'u':
      if (key.is("url")) return take_text(value, post.url, "url");
      break;
    case 'w':
      if (key.is("warning")) return take_text(value, warning_, "warning");
      break;
    default:
      break;
  }
  return walk_.skip(value);
}

JsonSpot NdjsonPost::read_author(JsonValue author, PostView& post) {
  if (!once(author_field, author, "author")) return nullptr;
  if (author.is_null()) return walk_.skip(author);
  if (!author.is_object()) return walk_.fail(RejectReason::wrong_type, "author");
  return walk_.fields(author, [&](JsonKey key, JsonValue value) {
    return read_author_field(key, value, post.author);
  });
}

JsonSpot NdjsonPost::read_author_field(JsonKey key, JsonValue value, AuthorView& author) {
  if (key.is("id")) return take_id_once(author_id_field, value, author.id, "author.id");
  if (key.is("handle")) return take_text(value, author.handle, "author.handle");
  if (key.is("name")) return take_text(value, author.name, "author.name");
  if (key.is("followers")) return take_count(value, author.followers, "author.followers");
  if (key.is("following")) return take_count(value, author.following, "author.following");
  if (key.is("posts")) return take_count(value, author.posts, "author.posts");
  if (key.is("created_at")) return take_time(value, author.created_at, "author.created_at");
  if (key.is("bio")) return take_text(value, author.bio, "author.bio");
  if (key.is("verified")) return take_bool(value, author.verified, "author.verified");
  if (key.is("kind")) return take_text(value, author.kind, "author.kind");
  return walk_.skip(value);
}

JsonSpot NdjsonPost::read_delete(JsonValue retraction) {
  if (!once(delete_field, retraction, "delete")) return nullptr;
  if (retraction.is_null()) return walk_.skip(retraction);
  if (!retraction.is_object()) return walk_.fail(RejectReason::wrong_type, "delete");
  return walk_.fields(retraction, [this](JsonKey key, JsonValue value) {
    if (key.is("id")) return take_id_once(delete_id_field, value, retracted_id_, "delete.id");
    if (key.is("source"))
      return take_text_once(delete_source_field, value, retracted_source_, "delete.source");
    return walk_.skip(value);
  });
}

bool NdjsonPost::once(Deciding field, JsonValue value, std::string_view name) {
  if (seen_ & field) return walk_.fail(RejectReason::duplicate_key, name);
  seen_ |= field;
  if (!value.is_null()) given_ |= field;
  return true;
}

JsonSpot NdjsonPost::take_text(JsonValue value, std::string_view& out, std::string_view name) {
  if (value.is_text()) return walk_.text(value, out);
  return value.is_null() ? walk_.skip(value) : walk_.fail(RejectReason::wrong_type, name);
}

JsonSpot NdjsonPost::take_text_once(Deciding field, JsonValue value, std::string_view& out,
                                    std::string_view name) {
  return once(field, value, name) ? take_text(value, out, name) : nullptr;
}

// Numbers keep their digits as they stand: an id beyond 2^64 stays the id that it is.
JsonSpot NdjsonPost::take_id(JsonValue value, std::string_view& out, std::string_view name) {
  const auto behind = value.is_number() ? walk_.scalar(value, out) : take_text(value, out, name);
  if (behind == nullptr) return nullptr;
  if (value.is_number() && !json::is_integer(out))
    return walk_.fail(RejectReason::wrong_type, name);
  return out.size() <= bounds::id_bytes ? behind : walk_.fail(RejectReason::id_too_long, name);
}

JsonSpot NdjsonPost::take_id_once(Deciding field, JsonValue value, std::string_view& out,
                                  std::string_view name) {
  return once(field, value, name) ? take_id(value, out, name) : nullptr;
}

JsonSpot NdjsonPost::take_count(JsonValue value, std::optional<std::int64_t>& out,
                                std::string_view name) {
  if (value.is_null()) return walk_.skip(value);
  if (!value.is_number()) return walk_.fail(RejectReason::wrong_type, name);
  json::IntegerText number;
  const auto behind = walk_.number(value, number);
  if (behind == nullptr) return nullptr;
  if (number.fault == json::IntegerFault::not_integer)
    return walk_.fail(RejectReason::wrong_type, name);
  if (number.fault || number.value < 0) return walk_.fail(RejectReason::bad_value, name);
  out = number.value;
  return behind;
}

JsonSpot NdjsonPost::take_bool(JsonValue value, std::optional<bool>& out, std::string_view name) {
  if (value.is_bool())
    out = value.first() == 't';
  else if (!value.is_null())
    return walk_.fail(RejectReason::wrong_type, name);
  return walk_.skip(value);
}

JsonSpot NdjsonPost::take_time(JsonValue value, std::optional<Instant>& out,
                               std::string_view name) {
  if (value.is_null()) return walk_.skip(value);
  std::string_view text;
  const auto behind = take_text(value, text, name);
  if (behind == nullptr) return nullptr;
  Instant at;
  if (!parse_rfc3339(text.data(), text.data() + text.size(), at))
    return walk_.fail(RejectReason::bad_value, name);
  out = at;
  return behind;
}

template <class Take>
JsonSpot NdjsonPost::each_text(JsonValue value, std::string_view name, Take&& take) {
  if (value.is_null()) return walk_.skip(value);
  if (!value.is_array()) return walk_.fail(RejectReason::wrong_type, name);
  return walk_.items(value, [&](JsonValue item) {
    if (!item.is_text()) return walk_.fail(RejectReason::wrong_type, name);
    std::string_view text;
    const auto behind = walk_.text(item, text);
    if (!text.empty()) take(text);
    return behind;
  });
}

JsonSpot NdjsonPost::take_names(JsonValue value, std::vector<std::string_view>& out,
                                std::string_view name) {
  out.clear();
  return each_text(value, name, [&](std::string_view text) { lists_.add(out, text); });
}

JsonSpot NdjsonPost::take_mentions(JsonValue value) {
  lists_.mentions.clear();
  lists_.lists_mentions = !value.is_null();
  return each_text(value, "mentions", [this](std::string_view text) {
    const auto handle = without_sign(text, '@');
    if (!handle.empty()) lists_.add(lists_.mentions, {handle, {}, 0, 0});
  });
}

JsonSpot NdjsonPost::take_hashtags(JsonValue value) {
  lists_.hashtags.clear();
  lists_.lists_hashtags = !value.is_null();
  return each_text(value, "hashtags", [this](std::string_view text) {
    const auto name = without_sign(text, '#');
    if (!name.empty()) lists_.add(lists_.hashtags, {name, 0, 0});
  });
}

bool NdjsonPost::good_id(Deciding field, std::string_view id, std::string_view name) {
  if (!(given_ & field)) return walk_.fail(RejectReason::missing_field, name);
  return !id.empty() || walk_.fail(RejectReason::bad_value, name);
}

bool NdjsonPost::conclude(DecodedFrame& out) {
  if (out.post.source.size() > bounds::id_bytes)
    return walk_.fail(RejectReason::id_too_long, "source");
  if (out.post.source.empty()) out.post.source = batch_.default_source;
  out.post.time = batch_.received;
  if (given_ & delete_field) return conclude_retraction(out);
  if (!conclude_post(out.post)) return false;
  out.kind = FrameKind::post;
  out.key = post_key(out.post.source, out.post.id);
  return true;
}

bool NdjsonPost::conclude_retraction(DecodedFrame& out) {
  // A line that is both a post and a retraction says two things of it.
  if (given_ & (id_field | text_field)) return walk_.fail(RejectReason::bad_value, "delete");
  if (!good_id(delete_id_field, retracted_id_, "delete.id")) return false;
  if (retracted_source_.size() > bounds::id_bytes)
    return walk_.fail(RejectReason::id_too_long, "delete.source");
  if (!retracted_source_.empty()) out.post.source = retracted_source_;
  out.post.id = retracted_id_;
  out.kind = FrameKind::retraction;
  out.key = post_key(out.post.source, out.post.id);
  return true;
}

bool NdjsonPost::conclude_post(PostView& post) {
  if (!good_id(id_field, post.id, "id")) return false;
  if (!(given_ & text_field)) return walk_.fail(RejectReason::missing_field, "text");
  if (!good_id(author_id_field, post.author.id, "author.id")) return false;
  if (post.conversation == post.id) post.conversation = {};
  if (!post.is_repost && !post.repost_of.empty()) post.is_repost = true;
  if (!post.is_quote && !(post.quoted_id.empty() && post.quoted_text.empty())) post.is_quote = true;
  if (batch_.time_is_created_at && post.created_at) post.time = *post.created_at;
  join_parts(post);
  lists_.lend_to(post);
  return post.text.size() <= bounds::text_bytes || walk_.fail(RejectReason::text_too_long, "text");
}

// What a reader sees, in the order in which they see it.
void NdjsonPost::join_parts(PostView& post) {
  if (title_.empty() && warning_.empty()) return;
  lists_.texts = {{Part::title, title_}, {Part::warning, warning_}, {Part::body, post.text}};
  post.text = lists_.join_texts(arena_);
}

}  // namespace tocsin
