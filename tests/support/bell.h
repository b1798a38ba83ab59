#pragma once
#include <atomic>

#include "engine/feed.h"

namespace tocsin::test {

class CountingBell final : public FeedBell {
 public:
  void announce(std::uint64_t seq) override { last = seq; }
  std::atomic<std::uint64_t> last{0};
};

}  // namespace tocsin::test
