#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace tocsin::storage {

/// A set of 64-bit keys that are already hashes. Reused, so that a write allocates nothing.
class KeySet {
 public:
  /// Empties it, with room for `count` keys.
  void reset(std::size_t count) {
    std::size_t slots = 16;
    while (slots < count * 2) slots *= 2;
    slots_.assign(slots, 0);
    has_zero_ = false;
  }
  /// False where it was there. At most `count` keys since reset().
  bool insert(std::uint64_t key) {
    if (key == 0) return !std::exchange(has_zero_, true);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = key & mask;; i = (i + 1) & mask) {
      if (slots_[i] == key) return false;
      if (slots_[i] == 0) {
        slots_[i] = key;
        return true;
      }
    }
  }

 private:
  std::vector<std::uint64_t> slots_;
  bool has_zero_ = false;
};

}  // namespace tocsin::storage
