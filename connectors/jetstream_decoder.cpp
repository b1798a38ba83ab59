#include "connectors/jetstream_decoder.h"

#include <new>

#include "connectors/jetstream_event.h"

namespace tocsin {

std::span<const DecodedFrame> JetstreamDecoder::decode(const RawBatch& batch, std::size_t first,
                                                       std::size_t count) {
  arena_.reset();
  walk_.prepare(batch, first, count);
  for (std::size_t i = 0; i < count; ++i) {
    lists_[i].clear();
    // Not `= {}`: that clears each of its bytes twice, and costs as much as three fields.
    ::new (static_cast<void*>(&frames_[i])) DecodedFrame;
    JetstreamEvent(walk_, arena_, lists_[i]).read(batch.frame(first + i), frames_[i]);
  }
  return {frames_.data(), count};
}

}  // namespace tocsin
