#pragma once
#include <array>
#include <map>
#include <memory>
#include <vector>

#include "engine/read_batch.h"
#include "engine/rule_book.h"
#include "engine/wire_decoder.h"

namespace tocsin {

/// The read stage: decodes and matches a batch. The result is a function of the batch and its
/// rule book alone, so that any number of readers gives the same alerts.
///
/// Threads    One Reader a thread.
/// Ownership  Borrows the decoders' factory; holds the book of the batch that it last read.
/// Errors     A frame that cannot be read becomes a reject with its reason. A post that cannot be
///            searched goes on without matches, as ReadPost::unscanned.
/// Cost       No allocation for a post that nobody needs to see; bench/bench_pipeline.
class Reader {
 public:
  explicit Reader(const WireDecoders& decoders) : decoders_(decoders) {}

  /// Reads `batch.raw` with `batch.book`; all else in `batch` is empty before.
  void read(ReadBatch& batch);

  /// Reads one frame again, without matching, for the judge: a post whose key it knows.
  /// False where the frame is no post.
  bool reread(ReadBatch& batch, std::uint32_t record, ReadPost& out);

 private:
  struct Slice {
    std::array<const PostView*, WireDecoder::width> posts{};
    std::array<std::uint32_t, WireDecoder::width> frame{};  ///< of posts[i], in the slice
    std::size_t count = 0;
  };

  WireDecoder& decoder_for(Wire wire);
  void read_slice(ReadBatch& batch, std::size_t first, std::span<const DecodedFrame> frames);
  bool scan(const Slice& slice, Matches& found);
  void read_alone(ReadBatch& batch, std::uint32_t record, const DecodedFrame& frame);
  void keep_post(ReadBatch& batch, std::uint32_t record, const DecodedFrame& frame,
                 const PostMatches* found);
  ReadPost& hand_on(ReadBatch& batch, std::uint32_t record, const DecodedFrame& frame);
  PostView whole(ReadBatch& batch, const DecodedFrame& frame);
  void note(ReadBatch& batch, std::uint32_t record, const DecodedFrame& frame);

  const WireDecoders& decoders_;
  std::map<Wire, std::unique_ptr<WireDecoder>> made_;
  WireDecoder* decoder_ = nullptr;  // that of the batch at hand
  RuleBookPtr book_;
  std::unique_ptr<RuleMatcher> matcher_;
  Matches found_;
  Matches found_alone_;
};

/// Copies a post's strings and lists into `arena`; the result lives as long as the arena.
PostView copy_into(std::pmr::memory_resource& arena, const PostView& post);

}  // namespace tocsin
