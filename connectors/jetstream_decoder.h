#pragma once
#include "connectors/json_frames.h"

namespace tocsin {

/// Bluesky Jetstream's legacy wire (`/subscribe`): bare objects with did, time_us, kind.
/// Posts are decoded; every other collection and kind is counted by its name.
///
/// Contract   WireDecoder's. Text without escapes is a view of the batch.
class JetstreamDecoder final : public WireDecoder {
 public:
  std::span<const DecodedFrame> decode(const RawBatch& batch, std::size_t first,
                                       std::size_t count) override;
  void complete(const DecodedFrame& frame, PostView& post) override;

 private:
  JsonFrames frames_;
};

}  // namespace tocsin
