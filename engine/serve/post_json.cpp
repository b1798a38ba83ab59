#include "engine/serve/post_json.h"

namespace tocsin::serve {
namespace {

template <class T>
void field_if(JsonWriter& json, std::string_view name, const std::optional<T>& item) {
  if (item) json.field(name, *item);
}

template <class List, class Name>
void names(JsonWriter& json, std::string_view key, const List& list, Name name) {
  if (list.empty()) return;
  json.key(key).begin_array();
  for (const auto& item : list) json.value(std::string_view(name(item)));
  json.end_array();
}

void write_author(JsonWriter& json, const Author& author) {
  json.key("author").begin_object().field("id", author.id);
  json.field_if("handle", author.handle).field_if("name", author.name).field_if("bio", author.bio);
  json.field_if("kind", author.kind);
  field_if(json, "followers", author.followers);
  field_if(json, "following", author.following);
  field_if(json, "posts", author.posts);
  field_if(json, "created_at", author.created_at);
  field_if(json, "verified", author.verified);
  json.end_object();
}

void write_relations(JsonWriter& json, const Post& post) {
  const auto itself = [](const std::string& s) -> const std::string& { return s; };
  json.field_if("reply_to", post.reply_to).field_if("conversation", post.conversation);
  json.field_if("quoted_id", post.quoted_id).field_if("quoted_text", post.quoted_text);
  json.field_if("repost_of", post.repost_of);
  field_if(json, "is_repost", post.is_repost);
  field_if(json, "is_quote", post.is_quote);
  names(json, "links", post.links, itself);
  names(json, "mentions", post.mentions, [](const auto& m) -> auto& { return m.handle; });
  names(json, "hashtags", post.hashtags, [](const auto& h) -> auto& { return h.name; });
  names(json, "media", post.media, itself);
  field_if(json, "likes", post.likes);
  field_if(json, "reposts", post.reposts);
  field_if(json, "replies", post.replies);
}

}  // namespace

std::string_view name_of(Gone gone) {
  switch (gone) {
    case Gone::no:
      return "no";
    case Gone::deleted:
      return "deleted";
    case Gone::erased:
      return "erased";
  }
  return "no";
}

void write_post(JsonWriter& json, const KeptPost& kept) {
  const Post& post = kept.post;
  json.begin_object().field("id", post.id).field("source", post.source);
  if (kept.gone != Gone::no) {
    json.field("gone", name_of(kept.gone)).end_object();
    return;
  }
  json.field("text", post.text);
  field_if(json, "created_at", post.created_at);
  json.field_if("lang", post.lang).field_if("url", post.url);
  write_author(json, post.author);
  write_relations(json, post);
  if (kept.unscanned) json.field("unscanned", true);
  json.field("version", kept.version).end_object();
}

}  // namespace tocsin::serve
