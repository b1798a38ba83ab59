#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace tocsin {

/// Bytes that one decode() call makes: unescaped text, built ids. Bump-allocated, given back all
/// at once by reset().
///
/// Threads    Unsafe to share.
/// Ownership  What it gave lives until reset().
/// Limits     Keeps at most `kept_bytes` over a reset(); what one call may need is bounded by its
///            frames (bounds::frame_bytes each).
/// Cost       No allocation while a call needs no more than the calls before it.
class TextArena {
 public:
  static constexpr std::size_t first_bytes = 64 << 10;
  static constexpr std::size_t kept_bytes = 4 << 20;
  /// Readable bytes behind all that it gave.
  static constexpr std::size_t slack = 64;

  /// Room for `size` bytes and `slack` more; `taken` tells how many were used.
  char* room(std::size_t size) {
    if (size + slack > static_cast<std::size_t>(end_ - at_)) grow(size + slack);
    return at_;
  }
  std::string_view taken(std::size_t size) {
    const std::string_view text{at_, size};
    at_ += size;
    return text;
  }

  void reset() {
    if (chunks_.size() > 1) merge();
    at_ = chunks_.empty() ? nullptr : chunks_.back().bytes.get();
  }

 private:
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
  };

  void grow(std::size_t size) {
    const std::size_t doubled = chunks_.empty() ? first_bytes : chunks_.back().size * 2;
    add(std::max(size, doubled));
  }
  // One chunk as large as all that were needed: the next call finds room without growing.
  void merge() {
    std::size_t total = 0;
    for (const auto& chunk : chunks_) total += chunk.size;
    chunks_.clear();
    add(std::min(total, kept_bytes));
  }
  void add(std::size_t size) {
    chunks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
    at_ = chunks_.back().bytes.get();
    end_ = at_ + size;
  }

  std::vector<Chunk> chunks_;
  char* at_ = nullptr;
  char* end_ = nullptr;
};

}  // namespace tocsin
