#pragma once
#include <cstdint>
#include <memory>
#include <string_view>

namespace tocsin {

/// Where the tokens of JSON text stand: simdjson's first stage, the part of On-Demand that reads
/// every byte. It also proves that the text is UTF-8 and that its strings are closed and hold no
/// bare control characters; it may cover many documents with newlines between.
///
/// Why not On-Demand's own iterator: it validates only the values that are read, has no depth
/// limit, and its string reader refuses lone surrogates. Where every value must be visited it took
/// 2.5 times as long as the walk of json_walk.h does, of which bench/bench_decode.cpp tells the
/// rest.
///
/// Threads    Unsafe to share.
/// Limits     4 bytes of memory for each byte of the longest text so far, rounded up; kept.
/// Errors     build() tells; std::bad_alloc where memory is lacking.
/// Cost       Some 0.1 ns a byte; no allocation while texts are no longer than those before.
class JsonIndex {
 public:
  enum class Fault : std::uint8_t { none, no_tokens, bad_utf8, not_json };

  JsonIndex();
  ~JsonIndex();
  JsonIndex(const JsonIndex&) = delete;
  JsonIndex& operator=(const JsonIndex&) = delete;

  Fault build(std::string_view text);
  /// Offsets of tokens, ascending: brackets, colons, commas, opening quotes, first bytes of
  /// numbers and literals. At end() and behind it stand two offsets of the text's end.
  const std::uint32_t* begin() const { return begin_; }
  const std::uint32_t* end() const { return end_; }

 private:
  struct Stage;
  std::unique_ptr<Stage> stage_;
  const std::uint32_t* begin_ = nullptr;
  const std::uint32_t* end_ = nullptr;
};

}  // namespace tocsin
