#pragma once
#include "connectors/json_frames.h"

namespace tocsin {

/// The NDJSON posts of API.md: one object a line, a post or `{"delete":{…}}`.
///
/// Contract   WireDecoder's. Fields that we know must have their type; null is absent; fields
///            that we do not know are passed by. Text without escapes is a view of the batch.
class PostsDecoder final : public WireDecoder {
 public:
  std::span<const DecodedFrame> decode(const RawBatch& batch, std::size_t first,
                                       std::size_t count) override;

 private:
  JsonFrames frames_;
};

}  // namespace tocsin
