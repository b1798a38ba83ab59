#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/time.h"

namespace tocsin {

/// Which part of what a reader sees a stretch of Post::text is.
enum class Part : std::uint8_t { title, warning, body, media };

/// A part's stretch of Post::text, in bytes.
struct PartSpan {
  Part part = Part::body;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// Whether the source says that this is a new post, or another version of a known one.
/// NDJSON cannot say: there, `created` may still be an edit, which the judge sees.
enum class PostChange : std::uint8_t { created, edited };

/// How a post's strings and lists are held: borrowed from a buffer, or owned.
struct Borrowed {
  using Text = std::string_view;
  template <class T>
  using List = std::span<const T>;
};
struct Owned {
  using Text = std::string;
  template <class T>
  using List = std::vector<T>;
};

/// Somebody's account that a post names. `begin == end` where the source does not say where
/// in the text (bytes; the stretch includes the sign).
template <class How>
struct BasicMention {
  typename How::Text handle;   ///< without the sign; may hold `@host`
  typename How::Text account;  ///< the platform's id (a DID …); empty where not given
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// A hashtag that the source lists, without the sign.
template <class How>
struct BasicHashtag {
  typename How::Text name;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// Who speaks. What the source did not give is empty or nullopt: unknown, not zero.
template <class How>
struct BasicAuthor {
  typename How::Text id;
  typename How::Text handle;
  typename How::Text name;
  typename How::Text bio;
  typename How::Text kind;  ///< `person`, `organisation`, `bot` …; empty: unknown
  std::optional<std::int64_t> followers;
  std::optional<std::int64_t> following;
  std::optional<std::int64_t> posts;
  std::optional<Instant> created_at;
  std::optional<bool> verified;
};

/// One message by one author: one version of it, as its source gave it.
///
/// Ownership  PostView borrows all it holds (from a decoder until its next decode(), or from a
///            batch's arena for the batch's life); Post owns.
/// Limits     engine/bounds.h; decoders refuse longer ids and cut lists.
template <class How>
struct BasicPost {
  typename How::Text source;  ///< `bluesky`, `mastodon`, … ; NDJSON's own field, else `posts`
  typename How::Text id;      ///< the source's own; on Bluesky the at:// uri
  typename How::Text text;    ///< what a reader sees: the parts, joined by a newline
  typename How::template List<PartSpan> parts;  ///< empty: all of it is body
  typename How::Text lang;  ///< BCP 47 as the source says, or as detected; empty: unknown
  typename How::template List<typename How::Text>
      langs;  ///< all that the source says (`lang` first)
  bool lang_detected = false;
  typename How::Text url;
  typename How::Text conversation;      ///< id of its root; empty: its own root
  typename How::Text reply_to;          ///< id of the post that it answers
  typename How::Text reply_to_account;  ///< whose post that was, where the source says
  typename How::Text quoted_id;
  typename How::Text quoted_text;  ///< not the post's own text
  typename How::Text repost_of;    ///< id of the original, of a repost
  typename How::template List<typename How::Text> links;
  typename How::template List<BasicMention<How>> mentions;
  typename How::template List<BasicHashtag<How>> hashtags;
  typename How::template List<typename How::Text> media;  ///< kinds: image, video, …
  bool lists_mentions = false;  ///< the source lists the mentions: that list decides
  bool lists_hashtags = false;  ///< the same of hashtags
  std::optional<bool> is_repost;
  std::optional<bool> is_quote;
  std::optional<std::int64_t> likes;
  std::optional<std::int64_t> reposts;
  std::optional<std::int64_t> replies;
  std::optional<Instant> created_at;  ///< the author's client's claim
  Instant time{};                     ///< frame time: the source's, else receive time (DESIGN §3)
  PostChange change = PostChange::created;
  BasicAuthor<How> author;

  bool is_reply() const { return !reply_to.empty(); }
};

using AuthorView = BasicAuthor<Borrowed>;
using Author = BasicAuthor<Owned>;
using PostView = BasicPost<Borrowed>;
using Post = BasicPost<Owned>;

/// A copy that owns. Cost: an allocation per non-empty string; not for the hot path.
Post own(const PostView& post);

/// Keeps the arrays that a view of an owned post needs.
struct PostViewArrays {
  std::vector<std::string_view> langs, links, media;
  std::vector<BasicMention<Borrowed>> mentions;
  std::vector<BasicHashtag<Borrowed>> hashtags;
};

/// A view of an owned post; valid while both arguments live unchanged.
PostView view_of(const Post& post, PostViewArrays& arrays);

}  // namespace tocsin
