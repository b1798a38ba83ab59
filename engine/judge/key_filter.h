#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tocsin {

/// Answers "may this be kept?" of every post or case that is heard of: a blocked Bloom filter, one
/// cache line a question (Putze, Sanders, Singler: Cache-, Hash- and Space-Efficient Bloom
/// Filters, 2007). "No" is certain; "perhaps" is looked up.
///
/// Threads    Unsafe; the judge owns it.
/// Limits     Its bytes. At 10 bits a key it errs in about 1 % of questions;
///            fuller, more often: the store is then asked more, nothing is missed.
/// Cost       One cache line; prefetch() hides its miss.
class KeyFilter {
 public:
  explicit KeyFilter(std::size_t bytes) : lines_(bytes / sizeof(Line)) {}

  void add(std::uint64_t key) {
    auto& line = lines_[line_of(key)];
    std::uint64_t bits = spread(key);
    for (int i = 0; i < probes; ++i, bits >>= 9)
      line.words[(bits >> 6) & 7] |= std::uint64_t{1} << (bits & 63);
    ++added_;
  }
  bool maybe(std::uint64_t key) const {
    const auto& line = lines_[line_of(key)];
    std::uint64_t bits = spread(key);
    for (int i = 0; i < probes; ++i, bits >>= 9)
      if (!(line.words[(bits >> 6) & 7] >> (bits & 63) & 1)) return false;
    return true;
  }
  void prefetch(std::uint64_t key) const { __builtin_prefetch(&lines_[line_of(key)]); }
  std::uint64_t added() const { return added_; }

 private:
  static constexpr int probes = 6;  // of 9 bits each, out of one 64-bit hash
  struct alignas(64) Line {
    std::array<std::uint64_t, 8> words{};
  };
  std::size_t line_of(std::uint64_t key) const { return key % lines_.size(); }
  static std::uint64_t spread(std::uint64_t key) {
    return std::rotl(key, 29) * 0x9e3779b97f4a7c15u;
  }
  std::vector<Line> lines_;
  std::uint64_t added_ = 0;
};

}  // namespace tocsin
