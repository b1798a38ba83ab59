#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/decoders.h"

namespace tocsin::test {

/// A DecodedFrame that owns what it holds.
struct OwnedFrame {
  FrameKind kind{};
  RejectReason reason{};
  std::string detail, other_kind, account_status;
  bool repaired = false;
  bool list_cut = false;
  PostKey key{};
  Post post;
};

inline OwnedFrame own_frame(WireDecoder& decoder, const DecodedFrame& frame) {
  PostView post = frame.post;
  if (frame.kind == FrameKind::post) decoder.complete(frame, post);
  return {frame.kind,
          frame.reason,
          std::string(frame.detail),
          std::string(frame.other_kind),
          std::string(frame.account_status),
          frame.repaired,
          frame.list_cut,
          frame.key,
          own(post)};
}

inline RawBatch batch_of(const std::vector<std::string>& lines, Wire wire = Wire::posts) {
  RawBatch batch;
  batch.wire = wire;
  batch.default_source = "posts";
  batch.received = instant_from_us(1'700'000'000'000'000);
  for (const auto& line : lines) batch.add(line);
  return batch;
}

/// Decodes a whole batch, `width` frames a call.
inline std::vector<OwnedFrame> decode_batch(WireDecoder& decoder, const RawBatch& batch) {
  std::vector<OwnedFrame> all;
  for (std::size_t i = 0; i < batch.frames.size(); i += WireDecoder::width) {
    const auto count = std::min(WireDecoder::width, batch.frames.size() - i);
    for (const auto& frame : decoder.decode(batch, i, count))
      all.push_back(own_frame(decoder, frame));
  }
  return all;
}

inline std::vector<OwnedFrame> decode_lines(Wire wire, const std::vector<std::string>& lines) {
  const auto decoder = Decoders{}.make(wire);
  return decode_batch(*decoder, batch_of(lines, wire));
}

inline OwnedFrame decode_line(Wire wire, const std::string& line) {
  return decode_lines(wire, {line}).front();
}

}  // namespace tocsin::test
