#include "connectors/overlap_filter.h"

#include <algorithm>
#include <bit>
#include <span>

namespace tocsin {

OverlapFilter::OverlapFilter(std::size_t keys)
    : slots_(std::bit_ceil(std::max(keys, ways))), mask_(slots_.size() / ways - 1) {}

bool OverlapFilter::first_time(std::uint64_t key) {
  if (key == 0) return true;
  const std::span set(slots_.data() + (key & mask_) * ways, ways);
  if (std::ranges::find(set, key) != set.end()) return false;
  std::ranges::rotate(set, set.end() - 1);
  set[0] = key;
  return true;
}

}  // namespace tocsin
