#include "connectors/jetstream_decoder.h"

#include <new>

#include "connectors/jetstream_event.h"

namespace tocsin {
namespace {

// The next call's frames come from memory while this one's are walked: indexing them would wait for
// every line, and takes a third longer then.
void fetch(std::string_view frame) {
  constexpr std::size_t line = 64;
  for (std::size_t at = 0; at < frame.size(); at += line) __builtin_prefetch(frame.data() + at);
}

}  // namespace

std::span<const DecodedFrame> JetstreamDecoder::decode(const RawBatch& batch, std::size_t first,
                                                       std::size_t count) {
  arena_.reset();
  walk_.prepare(batch, first, count);
  for (std::size_t i = 0; i < count; ++i) {
    if (const std::size_t next = first + count + i; next < batch.frames.size())
      fetch(batch.frame(next));
    const auto read = [&] {
      lists_[i].clear();
      // Not `= {}`: that clears each of its bytes twice, and costs as much as three fields.
      ::new (static_cast<void*>(&frames_[i])) DecodedFrame;
      JetstreamEvent(walk_, arena_, lists_[i]).read(batch.frame(first + i), frames_[i]);
    };
    read();
    if (frames_[i].kind == FrameKind::rejected && walk_.to_be_read_alone()) read();
  }
  return {frames_.data(), count};
}

void JetstreamDecoder::complete(const DecodedFrame& frame, PostView& post) {
  const auto& text = frame.created_text;
  if (Instant at; parse_rfc3339(text.data(), text.data() + text.size(), at)) post.created_at = at;
  const auto rkey = frame.post.id.substr(frame.post.id.rfind('/') + 1);
  post.url = bluesky_url(arena_, frame.post.author.id, rkey);
}

}  // namespace tocsin
