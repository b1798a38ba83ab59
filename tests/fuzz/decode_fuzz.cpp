// Decoding, any bytes: the first picks the wire, each line of the rest is a frame. What must hold:
// no crash; a frame comes to the same alone as in a batch; what is accepted is JSON (simdjson's
// own full parser says so).
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "connectors/decoders.h"

namespace {

using namespace tocsin;

constexpr std::size_t frames_most = 64;

struct Outcome {
  FrameKind kind{};
  RejectReason reason{};
  PostKey key{};
  std::string text;
  bool operator==(const Outcome&) const = default;
};

// No byte more than a batch promises, so that the sanitizer sees a read beyond.
RawBatch batch_of(const std::vector<std::string_view>& frames) {
  RawBatch batch;
  batch.default_source = "fuzz";
  for (const auto frame : frames) batch.add(frame);
  batch.bytes.resize(batch.payload() + bounds::padding);
  batch.bytes.shrink_to_fit();
  return batch;
}

std::vector<Outcome> decoded(WireDecoder& decoder, const RawBatch& batch) {
  std::vector<Outcome> all;
  for (std::size_t i = 0; i < batch.frames.size(); i += WireDecoder::width) {
    const auto count = std::min(WireDecoder::width, batch.frames.size() - i);
    for (const auto& frame : decoder.decode(batch, i, count)) {
      std::size_t marks = 0;
      for (const auto& part : frame.post.parts) marks += part.begin <= part.end ? 0 : 1;
      for (const auto& part : frame.post.parts) marks += part.end > frame.post.text.size();
      for (const auto& mention : frame.post.mentions) marks += mention.end > frame.post.text.size();
      if (marks > 0) std::abort();
      PostView post = frame.post;
      if (frame.kind == FrameKind::post) decoder.complete(frame, post);
      all.push_back(
          {frame.kind, frame.reason, frame.key, std::string(post.text) + std::string(post.url)});
    }
  }
  return all;
}

// Lone surrogates, long numbers and depth are ours to judge otherwise; all else is not.
bool may_be_accepted(std::string_view frame) {
  if (frame.starts_with("\xEF\xBB\xBF")) frame.remove_prefix(3);
  simdjson::dom::parser parser;
  const auto error = parser.parse(simdjson::padded_string(frame)).error();
  return error == simdjson::SUCCESS || error == simdjson::NUMBER_ERROR ||
         error == simdjson::STRING_ERROR;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (lines.size() < frames_most) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Wire wire = data[0] % 2 == 0 ? Wire::posts : Wire::jetstream;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto frames = lines_of(rest);
  const auto decoder = Decoders{}.make(wire);
  const auto together = decoded(*decoder, batch_of(frames));
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (decoded(*decoder, batch_of({frames[i]}))[0] != together[i]) std::abort();
    if (together[i].kind != FrameKind::rejected && !may_be_accepted(frames[i])) std::abort();
  }
  (void)recognise_wire(frames[0]);
  return 0;
}
