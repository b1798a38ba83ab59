#include "connectors/follow_step.h"

#include <catch2/catch_test_macros.hpp>

using namespace tocsin;

namespace {
constexpr FileFacts file(std::uint64_t inode, std::uint64_t bytes) {
  return {1, inode, bytes};
}
}  // namespace

TEST_CASE("a follower does what the files ask for", "[follow]") {
  using enum FollowStep;
  struct Case {
    const char* when;
    FollowSight sight;
    FollowStep step;
  };
  const Case cases[] = {
      {"nothing there yet", {}, wait},
      {"it appears", {.at_path = file(7, 0)}, open},
      {"more to read", {.held = file(7, 90), .reached = 50, .at_path = file(7, 90)}, read},
      {"all read", {.held = file(7, 50), .reached = 50, .at_path = file(7, 50)}, wait},
      {"shorter than what was read",
       {.held = file(7, 10), .reached = 50, .at_path = file(7, 10)},
       truncated},
      {"emptied and already longer again",
       {.held = file(7, 90), .reached = 50, .head_changed = true, .at_path = file(7, 90)},
       truncated},
      {"renamed, with more in it",
       {.held = file(7, 90), .reached = 50, .at_path = file(8, 5), .patience_over = true},
       read},
      {"renamed and read, its writer may still hold it",
       {.held = file(7, 50), .reached = 50, .at_path = file(8, 5)},
       wait},
      {"renamed, read, and quiet for long",
       {.held = file(7, 50), .reached = 50, .at_path = file(8, 5), .patience_over = true},
       leave},
      {"the same number on another device is another file",
       {.held = file(7, 50), .reached = 50, .at_path = FileFacts{2, 7, 50}, .patience_over = true},
       leave},
      {"renamed, and no new one yet",
       {.held = file(7, 50), .reached = 50, .patience_over = true},
       wait},
      {"an earlier piece that is read, with a later one waiting",
       {.held = file(7, 50), .reached = 50, .later_known = true},
       leave},
  };
  for (const Case& c : cases) {
    INFO(c.when);
    CHECK(next_follow_step(c.sight) == c.step);
  }
}
