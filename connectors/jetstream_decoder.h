#pragma once
#include <array>

#include "connectors/json_walk.h"
#include "connectors/post_lists.h"
#include "engine/wire_decoder.h"

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
  TextArena arena_;
  JsonWalk walk_{arena_};
  std::array<PostLists, width> lists_;
  std::array<DecodedFrame, width> frames_;
};

}  // namespace tocsin
