#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/raw_batch.h"
#include "engine/rule_book.h"
#include "engine/wire_decoder.h"

namespace tocsin {

/// A post that the judge has to look at: it has a match, speaks of a brand, is ours, is an edit,
/// or could not be searched. Views borrow from the batch's arena.
struct ReadPost {
  PostKey key{};
  PostView post;
  std::uint64_t text_hash = 0;  ///< XXH3 of text: tells a repeat from an edit
  std::uint64_t brands = 0;
  bool ours = false;
  bool unscanned = false;  ///< its text could not be searched: not the same as "no match"
  std::uint32_t first_match = 0;
  std::uint32_t match_count = 0;
};

/// What the judge gets of the batch's frames, in frame order.
struct ReadItem {
  FrameKind kind{};
  std::uint32_t record = 0;  ///< index of the frame
  std::uint32_t index = 0;   ///< post: in `posts`; others: in `notices`
  Instant latest{};          ///< the latest frame time in the batch up to here: moves stream time
};

/// A retraction, or news of an account.
struct ReadNotice {
  PostKey key{};
  std::string_view source;
  std::string_view id;      ///< the post's, or the account's
  std::string_view detail;  ///< account status, new handle
  Instant time{};
};

/// All that a reader says of a post that nobody needs to see.
struct PlainKey {
  PostKey key{};
  Instant latest{};  ///< as ReadItem::latest
  std::uint32_t record = 0;
};

/// A rejected frame: its bytes are those of the raw batch.
struct ReadReject {
  std::uint32_t record = 0;
  RejectReason reason{};
  std::string detail;
};

/// What the readers made of one RawBatch: a pure function of it and the book.
///
/// Ownership  One owner at a time: reader, judge, then the Commit that holds records borrowed
///            from it. Pooled: clear() keeps memory.
struct ReadBatch {
  std::unique_ptr<RawBatch> raw;
  RuleBookPtr book;
  std::vector<ReadItem> items;
  std::vector<ReadPost> posts;
  std::vector<ReadNotice> notices;
  std::vector<PlainKey> plain;  ///< ascending record
  std::vector<ReadReject> rejects;
  Matches matches;                    ///< `matches` and `spans` are what ReadPost points into
  Instant last_time{Instant::min()};  ///< the latest frame time in the batch
  std::uint32_t decoded_posts = 0;
  std::uint32_t retractions = 0;
  std::uint32_t repaired = 0;
  std::uint32_t lists_cut = 0;
  std::uint32_t unscanned = 0;
  std::vector<std::pair<std::string, std::uint32_t>> other;  ///< kind → count

  std::pmr::memory_resource* arena() { return &arena_; }
  void clear();

 private:
  std::pmr::monotonic_buffer_resource arena_{16 << 10};
};

}  // namespace tocsin
