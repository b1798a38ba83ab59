#pragma once
#include <array>

#include "connectors/json_walk.h"
#include "connectors/post_lists.h"
#include "engine/wire_decoder.h"

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
  TextArena arena_;
  JsonWalk walk_{arena_};
  std::array<PostLists, width> lists_;
  std::array<DecodedFrame, width> frames_;
};

}  // namespace tocsin
