#pragma once
#include <charconv>
#include <string>
#include <vector>

#include "engine/wire_decoder.h"

namespace tocsin::test {

/// A wire for tests of what comes after decoding. A frame is `KIND|minute|id|author|text[|conv]`
/// with KIND one of: p (post or edit, as NDJSON says it), c (created, from a source with times of
/// its own), e (edited, likewise), d (retraction), g (account gone), r (repost), ! (rejected).
class PlainDecoder final : public WireDecoder {
 public:
  std::span<const DecodedFrame> decode(const RawBatch& batch, std::size_t first,
                                       std::size_t count) override {
    frames_.clear();
    for (std::size_t i = first; i < first + count; ++i) frames_.push_back(decode(batch.frame(i)));
    return frames_;
  }
  /// Minute 0.
  static constexpr Instant start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} +
                                 std::chrono::hours{10}};

 private:
  static DecodedFrame decode(std::string_view line) {
    std::vector<std::string_view> fields;
    for (std::size_t at = 0; at <= line.size();) {
      const auto bar = std::min(line.find('|', at), line.size());
      fields.push_back(line.substr(at, bar - at));
      at = bar + 1;
    }
    DecodedFrame frame;
    if (fields.size() < 5 || fields[0] == "!") {
      frame.reason = RejectReason::not_json;
      return frame;
    }
    int minute = 0;
    std::from_chars(fields[1].data(), fields[1].data() + fields[1].size(), minute);
    auto& post = frame.post;
    post.source = "test";
    post.time = start + std::chrono::minutes{minute};
    post.id = fields[2];
    post.author.id = fields[3];
    post.text = fields[4];
    post.lang = "en";
    if (fields.size() > 5) {
      post.conversation = fields[5];
      post.reply_to = fields[5];
    }
    frame.key = post_key(post.source, post.id);
    const char kind = fields[0].empty() ? 'p' : fields[0][0];
    frame.kind = kind == 'd'   ? FrameKind::retraction
                 : kind == 'g' ? FrameKind::account_gone
                               : FrameKind::post;
    if (kind == 'e') post.change = PostChange::edited;
    if (kind == 'r') post.is_repost = true;
    if (kind == 'g') frame.account_status = "deleted";
    return frame;
  }
  std::vector<DecodedFrame> frames_;
};

class PlainDecoders final : public WireDecoders {
 public:
  std::unique_ptr<WireDecoder> make(Wire) const override {
    return std::make_unique<PlainDecoder>();
  }
};

}  // namespace tocsin::test
