#include "tools/post_lines.h"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace tocsin::tools {
namespace {

constexpr std::size_t chunk_bytes = 1 << 20;

struct Close {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};

}  // namespace

PostLines::PostLines(Listener listener)
    : listener_(std::move(listener)), decoder_(Decoders().make(Wire::posts)) {}

void PostLines::feed(std::string_view chunk) {
  lines_.feed(chunk);
  while (const auto line = lines_.next()) add(*line);
  read_batch();
}

void PostLines::finish() {
  if (const auto line = lines_.finish()) add(*line);
  read_batch();
}

void PostLines::add(const Line& line) {
  if (batch_.empty()) {
    batch_.wire = Wire::posts;
    batch_.default_source = "posts";
    batch_.time_is_created_at = true;
  }
  batch_.add(line.text);
  if (batch_.full()) read_batch();
}

void PostLines::read_batch() {
  for (std::size_t first = 0; first < batch_.frames.size(); first += WireDecoder::width) {
    const std::size_t count = std::min(WireDecoder::width, batch_.frames.size() - first);
    for (const DecodedFrame& frame : decoder_->decode(batch_, first, count)) {
      ++line_;
      if (frame.kind == FrameKind::post) listener_.post(frame.post);
      if (frame.kind != FrameKind::rejected) continue;
      std::string why(name_of(frame.reason));
      if (!frame.detail.empty()) why.append(": ").append(frame.detail);
      listener_.no_post(line_, why);
    }
  }
  batch_.clear();
}

std::expected<void, Fault> read_posts(const std::string& file, PostLines& lines) {
  const std::unique_ptr<std::FILE, Close> in(file == "-" ? stdin : std::fopen(file.c_str(), "rb"));
  const Fault unreadable{ExitCode::unavailable, file + ": cannot be read; check path and rights"};
  if (!in) return std::unexpected(unreadable);
  std::vector<char> chunk(chunk_bytes);
  while (const std::size_t got = std::fread(chunk.data(), 1, chunk.size(), in.get()))
    lines.feed({chunk.data(), got});
  if (std::ferror(in.get()) != 0) return std::unexpected(unreadable);
  lines.finish();
  return {};
}

}  // namespace tocsin::tools
