#include "connectors/posts_decoder.h"

#include "connectors/ndjson_post.h"

namespace tocsin {

std::span<const DecodedFrame> PostsDecoder::decode(const RawBatch& batch, std::size_t first,
                                                   std::size_t count) {
  return frames_.decode(
      batch, first, count, [&](std::string_view frame, PostLists& lists, DecodedFrame& decoded) {
        NdjsonPost(frames_.walk(), frames_.arena(), lists, batch).read(frame, decoded);
      });
}

}  // namespace tocsin
