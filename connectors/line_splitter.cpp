#include "connectors/line_splitter.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tocsin {

std::optional<Line> LineSplitter::next() {
  if (half_length_ == 0) half_.clear();
  const void* end = rest_.empty() ? nullptr : std::memchr(rest_.data(), '\n', rest_.size());
  if (end == nullptr) {
    keep(std::exchange(rest_, {}));
    return std::nullopt;
  }
  const auto size = static_cast<std::size_t>(static_cast<const char*>(end) - rest_.data());
  const std::string_view piece = rest_.substr(0, size);
  rest_.remove_prefix(size + 1);
  if (half_length_ == 0) return answer(piece, size, true);
  keep(piece);
  return answer(half_, std::exchange(half_length_, 0), true);
}

std::optional<Line> LineSplitter::finish() {
  if (half_length_ == 0) return std::nullopt;
  return answer(half_, std::exchange(half_length_, 0), false);
}

void LineSplitter::keep(std::string_view piece) {
  // One byte above the limit tells that the line is too long, another may be its '\r'.
  half_.append(piece.substr(0, max_ + 2 - std::min(half_.size(), max_ + 2)));
  half_length_ += piece.size();
}

Line LineSplitter::answer(std::string_view kept, std::uint64_t length, bool ended) {
  // A line that is too long is the same however it came: past this nothing was kept of it.
  kept = kept.substr(0, max_ + 2);
  const bool first = offset_ == 0;
  offset_ += length + (ended ? 1 : 0);
  if (kept.size() == length && kept.ends_with('\r')) {
    kept.remove_suffix(1);
    --length;
  }
  if (first && kept.starts_with("\xEF\xBB\xBF")) {
    kept.remove_prefix(3);
    length -= 3;
  }
  return {kept.substr(0, max_ + 1), length};
}

}  // namespace tocsin
