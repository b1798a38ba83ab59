#include "connectors/jetstream_decoder.h"

#include "connectors/jetstream_event.h"

namespace tocsin {

std::span<const DecodedFrame> JetstreamDecoder::decode(const RawBatch& batch, std::size_t first,
                                                       std::size_t count) {
  arena_.reset();
  for (std::size_t i = 0; i < count; ++i) {
    lists_[i].clear();
    frames_[i] = DecodedFrame{};
    JetstreamEvent(walk_, arena_, lists_[i]).read(batch.frame(first + i), frames_[i]);
  }
  return {frames_.data(), count};
}

}  // namespace tocsin
