#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/bounds.h"

namespace tocsin {

/// One line without its end (`\n` or `\r\n`).
struct Line {
  /// Of a line that is too long only its first `max + 1` bytes: whoever bounds frames sees that
  /// it is too long and counts it, and nobody holds the rest.
  std::string_view text;
  std::uint64_t length = 0;  ///< of the whole line
  bool cut() const { return text.size() < length; }
};

/// Finds the lines in bytes that come in chunks: feed() one, then next() until it answers nothing.
///
/// Threads    Unsafe to share.
/// Ownership  A chunk must live until next() has answered nothing. A Line lives until the next
///            call of anything.
/// Limits     Holds at most `max + 2` bytes of a half line; skips the rest of a longer one.
/// Errors     None. A byte order mark at offset 0 is not part of the first line.
/// Cost       One memchr; copies only lines that span chunks.
class LineSplitter {
 public:
  explicit LineSplitter(std::size_t max = bounds::frame_bytes, std::uint64_t offset = 0)
      : max_(max), offset_(offset) {}

  void feed(std::string_view chunk) { rest_ = chunk; }
  std::optional<Line> next();
  /// The bytes behind the last line end, where there are any: for the end of an input.
  std::optional<Line> finish();
  /// Where the line behind the last answered one begins, counted from the input's start.
  std::uint64_t offset() const { return offset_; }
  /// Bytes fed that belong to a line whose end has not been seen.
  std::uint64_t half_line() const { return half_length_; }

 private:
  void keep(std::string_view piece);
  Line answer(std::string_view kept, std::uint64_t length, bool ended);

  std::size_t max_;
  std::uint64_t offset_;
  std::string_view rest_;
  std::string half_;
  std::uint64_t half_length_ = 0;
};

}  // namespace tocsin
