#include "connectors/posts_decoder.h"

#include <new>

#include "connectors/ndjson_post.h"

namespace tocsin {

std::span<const DecodedFrame> PostsDecoder::decode(const RawBatch& batch, std::size_t first,
                                                   std::size_t count) {
  arena_.reset();
  walk_.prepare(batch, first, count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto read = [&] {
      lists_[i].clear();
      // Not `= {}`: that clears each of its bytes twice, and costs as much as three fields.
      ::new (static_cast<void*>(&frames_[i])) DecodedFrame;
      NdjsonPost(walk_, arena_, lists_[i], batch).read(batch.frame(first + i), frames_[i]);
    };
    read();
    if (frames_[i].kind == FrameKind::rejected && walk_.to_be_read_alone()) read();
  }
  return {frames_.data(), count};
}

}  // namespace tocsin
