#pragma once
#include <array>
#include <new>
#include <span>
#include <string_view>

#include "connectors/json_walk.h"
#include "connectors/post_lists.h"
#include "engine/wire_decoder.h"

namespace tocsin {

/// Frames of JSON read one after the other: what each wire's decoder does around its own fields.
///
/// Threads    Unsafe, as a WireDecoder is.
/// Ownership  What decode() returns, and the texts in it, live until the next call.
class JsonFrames {
 public:
  /// Calls `read(frame, lists, decoded)` for `count` frames, at most WireDecoder::width. It walks
  /// the frame with walk(), and makes its texts in arena().
  template <class Read>
  std::span<const DecodedFrame> decode(const RawBatch& batch, std::size_t first, std::size_t count,
                                       Read read) {
    arena_.reset();
    walk_.prepare(batch, first, count);
    for (std::size_t i = 0; i < count; ++i) {
      if (const std::size_t next = first + count + i; next < batch.frames.size())
        fetch(batch.frame(next));
      const auto decode_one = [&] {
        lists_[i].clear();
        // Not `= {}`: that clears each of its bytes twice, and costs as much as three fields.
        ::new (static_cast<void*>(&frames_[i])) DecodedFrame;
        read(batch.frame(first + i), lists_[i], frames_[i]);
      };
      decode_one();
      if (frames_[i].kind == FrameKind::rejected && walk_.to_be_read_alone()) decode_one();
    }
    return {frames_.data(), count};
  }

  JsonWalk& walk() { return walk_; }
  TextArena& arena() { return arena_; }

 private:
  // The next call's frames come from memory while this one's are walked: indexing them would wait
  // for every line, and takes a third longer then.
  static void fetch(std::string_view frame) {
    constexpr std::size_t line = 64;
    for (std::size_t at = 0; at < frame.size(); at += line) __builtin_prefetch(frame.data() + at);
  }

  TextArena arena_;
  JsonWalk walk_{arena_};
  std::array<PostLists, WireDecoder::width> lists_;
  std::array<DecodedFrame, WireDecoder::width> frames_;
};

}  // namespace tocsin
