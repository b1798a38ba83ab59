#include "connectors/jetstream_decoder.h"

#include "connectors/jetstream_event.h"

namespace tocsin {

std::span<const DecodedFrame> JetstreamDecoder::decode(const RawBatch& batch, std::size_t first,
                                                       std::size_t count) {
  return frames_.decode(
      batch, first, count, [&](std::string_view frame, PostLists& lists, DecodedFrame& decoded) {
        JetstreamEvent(frames_.walk(), frames_.arena(), lists).read(frame, decoded);
      });
}

void JetstreamDecoder::complete(const DecodedFrame& frame, PostView& post) {
  const auto& text = frame.created_text;
  if (Instant at; parse_rfc3339(text.data(), text.data() + text.size(), at)) post.created_at = at;
  const auto rkey = frame.post.id.substr(frame.post.id.rfind('/') + 1);
  post.url = bluesky_url(frames_.arena(), frame.post.author.id, rkey);
}

}  // namespace tocsin
