#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "engine/identity.h"
#include "engine/post.h"
#include "engine/raw_batch.h"

namespace tocsin {

/// Why a frame was dropped whole. The names are metric labels and appear in summaries.
enum class RejectReason : std::uint8_t {
  not_json,  ///< syntax, or truncated
  not_an_object,
  missing_field,  ///< id, text, author.id …
  wrong_type,
  bad_value,      ///< a number out of range, a malformed time …
  duplicate_key,  ///< of a field that decides who said what
  bad_utf8,
  too_deep,
  too_large,
  id_too_long,
  text_too_long,
  trailing_bytes,  ///< something behind the document
  empty_line,
  scan_failed,  ///< of older stores: such a post is kept now (ReadPost::unscanned)
  count
};
std::string_view name_of(RejectReason reason);

enum class FrameKind : std::uint8_t {
  post,          ///< created, edited, or (NDJSON) either
  retraction,    ///< one post is gone
  account_gone,  ///< all posts of an account are to be hidden or purged
  account_back,  ///< an account is active again
  identity,      ///< an account's handle changed
  other,         ///< a kind that we do not read: counted by `other_kind`
  rejected,
};

/// What one frame was.
///
/// Ownership  Views live until the decoder's next decode().
struct DecodedFrame {
  FrameKind kind = FrameKind::rejected;
  RejectReason reason{};            ///< rejected
  std::string_view detail;          ///< rejected: which field, for a person; static or borrowed
  std::string_view other_kind;      ///< other: `app.bsky.feed.like`, `commit.delete …`
  bool repaired = false;            ///< lone surrogates became U+FFFD
  bool list_cut = false;            ///< a list was longer than bounds::list_items
  PostKey key{};                    ///< post, retraction
  PostView post;                    ///< post; retraction: source and id; account_*: author.id
  std::string_view created_text;    ///< post: created_at as it stands, where complete() reads it
  std::string_view account_status;  ///< account_gone: deleted, takendown, suspended, deactivated
};

/// Turns frames of one wire into posts.
///
/// Threads    One decoder a reader; unsafe to share.
/// Limits     At most `width` frames a call; their views live together until the next call.
/// Errors     None: a frame that cannot be read is `rejected`, with the reason.
/// Cost       One virtual call a micro-batch; no allocation once buffers have grown.
class WireDecoder {
 public:
  static constexpr std::size_t width = 64;
  virtual ~WireDecoder() = default;
  /// Decodes frames [first, first + count) of the batch; count <= width. The span lives until
  /// the next call.
  virtual std::span<const DecodedFrame> decode(const RawBatch& batch, std::size_t first,
                                               std::size_t count) = 0;
  /// Adds what no rule reads, and so only a post that is kept needs: its url, its created_at.
  /// `post` is that of `frame`, a post of the last decode().
  virtual void complete(const DecodedFrame& frame, PostView& post) {
    static_cast<void>(frame), static_cast<void>(post);
  }
};

/// Makes a decoder for a wire. The connectors folder gives the one that the program uses.
class WireDecoders {
 public:
  virtual ~WireDecoders() = default;
  virtual std::unique_ptr<WireDecoder> make(Wire wire) const = 0;
};

}  // namespace tocsin
