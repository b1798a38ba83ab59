#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tocsin {

/// Remembers the keys of recent events, to drop what an overlapping cursor sends again.
///
/// Threads    Unsafe to share.
/// Limits     About `keys` of them; the oldest of eight neighbours gives way. A forgotten one
///            goes through again, which the judge sees.
/// Cost       One cache line.
class OverlapFilter {
 public:
  explicit OverlapFilter(std::size_t keys);
  /// False where the key is remembered. 0 is never remembered.
  bool first_time(std::uint64_t key);

 private:
  static constexpr std::size_t ways = 8;
  std::vector<std::uint64_t> slots_;
  std::size_t mask_;
};

}  // namespace tocsin
