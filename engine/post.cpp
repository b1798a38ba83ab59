#include "engine/post.h"

namespace tocsin {
namespace {

// The scalar fields are the same in both forms; lists and author are copied by the callers.
template <class From, class To>
void copy_scalars(const From& from, To& to) {
  to.source = from.source;
  to.id = from.id;
  to.text = from.text;
  to.lang = from.lang;
  to.lang_detected = from.lang_detected;
  to.url = from.url;
  to.conversation = from.conversation;
  to.reply_to = from.reply_to;
  to.reply_to_account = from.reply_to_account;
  to.quoted_id = from.quoted_id;
  to.quoted_text = from.quoted_text;
  to.repost_of = from.repost_of;
  to.lists_mentions = from.lists_mentions;
  to.lists_hashtags = from.lists_hashtags;
  to.is_repost = from.is_repost;
  to.is_quote = from.is_quote;
  to.likes = from.likes;
  to.reposts = from.reposts;
  to.replies = from.replies;
  to.created_at = from.created_at;
  to.time = from.time;
  to.change = from.change;
  to.author.id = from.author.id;
  to.author.handle = from.author.handle;
  to.author.name = from.author.name;
  to.author.bio = from.author.bio;
  to.author.kind = from.author.kind;
  to.author.followers = from.author.followers;
  to.author.following = from.author.following;
  to.author.posts = from.author.posts;
  to.author.created_at = from.author.created_at;
  to.author.verified = from.author.verified;
}

}  // namespace

Post own(const PostView& view) {
  Post post;
  copy_scalars(view, post);
  post.parts.assign(view.parts.begin(), view.parts.end());
  post.langs.assign(view.langs.begin(), view.langs.end());
  post.links.assign(view.links.begin(), view.links.end());
  post.media.assign(view.media.begin(), view.media.end());
  for (const auto& m : view.mentions)
    post.mentions.push_back({std::string(m.handle), std::string(m.account), m.begin, m.end});
  for (const auto& h : view.hashtags)
    post.hashtags.push_back({std::string(h.name), h.begin, h.end});
  return post;
}

PostView view_of(const Post& post, PostViewArrays& arrays) {
  PostView view;
  copy_scalars(post, view);
  arrays = {};
  arrays.langs.assign(post.langs.begin(), post.langs.end());
  arrays.links.assign(post.links.begin(), post.links.end());
  arrays.media.assign(post.media.begin(), post.media.end());
  for (const auto& m : post.mentions)
    arrays.mentions.push_back({m.handle, m.account, m.begin, m.end});
  for (const auto& h : post.hashtags) arrays.hashtags.push_back({h.name, h.begin, h.end});
  view.parts = post.parts;
  view.langs = arrays.langs;
  view.links = arrays.links;
  view.media = arrays.media;
  view.mentions = arrays.mentions;
  view.hashtags = arrays.hashtags;
  return view;
}

}  // namespace tocsin
