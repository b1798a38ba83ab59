#include "tools/past_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "connectors/decoders.h"
#include "engine/store.h"

namespace tocsin::tools {
namespace {

constexpr std::uint64_t part_bytes = 8 << 20;
constexpr int file_shift = 40;  ///< a place: which file, and where in it

RawBatch batch_of_files() {
  RawBatch batch;
  batch.wire = Wire::posts;
  batch.default_source = "posts";
  batch.time_is_created_at = true;
  return batch;
}

/// Lines gathered until they are decoded together.
class LineBatch {
 public:
  LineBatch(std::size_t file, Instant since, const PastPosts::Take& take)
      : file_(file), since_(since), take_(take), decoder_(Decoders().make(Wire::posts)) {}

  void add(std::string_view line, std::uint64_t at) {
    batch_.add(line);
    places_.push_back(static_cast<std::uint64_t>(file_) << file_shift | at);
    if (batch_.full()) hand_over();
  }
  void hand_over() {
    for (std::size_t first = 0; first < batch_.frames.size(); first += WireDecoder::width)
      decode(first, std::min(WireDecoder::width, batch_.frames.size() - first));
    places_.clear();
    batch_ = batch_of_files();
  }
  std::uint64_t unreadable() const { return unreadable_; }

 private:
  void decode(std::size_t first, std::size_t count) {
    std::array<PastPost, WireDecoder::width> posts;
    std::size_t n = 0;
    const auto frames = decoder_->decode(batch_, first, count);
    for (std::size_t i = 0; i < frames.size(); ++i) {
      unreadable_ += frames[i].kind == FrameKind::rejected;
      if (frames[i].kind != FrameKind::post || frames[i].post.time < since_) continue;
      posts[n++] = {frames[i].key, frames[i].post,    frames[i].post.time, 1,
                    false,         places_[first + i]};
    }
    if (n > 0) take_(std::span(posts.data(), n));
  }

  std::size_t file_;
  Instant since_;
  const PastPosts::Take& take_;
  std::unique_ptr<WireDecoder> decoder_;
  RawBatch batch_ = batch_of_files();
  std::vector<std::uint64_t> places_;
  std::uint64_t unreadable_ = 0;
};

}  // namespace

std::expected<PastFiles, Fault> PastFiles::open(const std::vector<std::string>& files) {
  PastFiles posts;
  for (const auto& file : files) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error || !std::ifstream(file, std::ios::binary))
      return std::unexpected(
          Fault{ExitCode::wrong_use, file + ": cannot be read; check the path and its rights"});
    for (std::uint64_t begin = 0; begin < size; begin += part_bytes)
      posts.parts_.push_back({posts.files_.size(), begin, std::min(begin + part_bytes, size)});
    posts.files_.push_back(file);
  }
  return posts;
}

std::string PastFiles::bytes(std::size_t file, std::uint64_t begin, std::uint64_t size) const {
  std::ifstream in(files_[file], std::ios::binary);
  std::string out(size, '\0');
  in.seekg(static_cast<std::streamoff>(begin));
  in.read(out.data(), static_cast<std::streamsize>(size));
  if (in.bad() || (in.fail() && !in.eof()))
    throw StoreReadFailed(files_[file] + ": cannot be read any more");
  out.resize(static_cast<std::size_t>(in.gcount()));
  return out;
}

void PastFiles::read(std::size_t part, Instant since, const Take& take) const {
  const Part& p = parts_[part];
  // One byte before, to see whether a line begins here; and the rest of the last line.
  const std::uint64_t from = p.begin == 0 ? 0 : p.begin - 1;
  const std::string text = bytes(p.file, from, p.end - from + bounds::frame_bytes + 1);
  std::size_t at = 0;
  if (p.begin > 0) at = text.find('\n') + 1;  // npos + 1: no line begins here
  if (p.begin > 0 && at == 0) return;
  LineBatch lines(p.file, since, take);
  while (at < text.size() && from + at < p.end) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line(text.data() + at, end - at);
    if (from + at == 0 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) lines.add(line, from + at);
    at = end + 1;
  }
  lines.hand_over();
  unreadable_ += lines.unreadable();
}

std::optional<Post> PastFiles::post(std::uint64_t place) const {
  const auto at = place & ((std::uint64_t{1} << file_shift) - 1);
  std::string text = bytes(place >> file_shift, at, bounds::frame_bytes);
  text.resize(std::min(text.find('\n'), text.size()));
  if (text.ends_with('\r')) text.pop_back();
  RawBatch batch = batch_of_files();
  batch.add(text);
  const auto decoder = Decoders().make(Wire::posts);
  const auto frames = decoder->decode(batch, 0, 1);
  if (frames.empty() || frames.front().kind != FrameKind::post) return std::nullopt;
  return own(frames.front().post);
}

}  // namespace tocsin::tools
