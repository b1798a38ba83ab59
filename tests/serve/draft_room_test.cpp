#include "engine/serve/draft_room.h"

#include <memory>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>

namespace tocsin::serve {

namespace {
struct Held {
  explicit Held(DraftRoom& room) : seat(room.seat()) {}
  DraftRoom::Seat seat;
};
}  // namespace

TEST_CASE("a refused seat takes none, however many are refused", "[draft_room]") {
  DraftRoom room;
  std::vector<std::unique_ptr<Held>> taken;
  for (std::size_t i = 0; i < DraftRoom::seats; ++i) {
    taken.push_back(std::make_unique<Held>(room));
    REQUIRE(taken.back()->seat.is_free());
  }
  const auto one = room.seat();
  const auto another = room.seat();
  CHECK_FALSE(one.is_free());
  CHECK_FALSE(another.is_free());
  // Both refused ones are still held: the seat that is given back is free all the same.
  taken.pop_back();
  CHECK(room.seat().is_free());
}

TEST_CASE("many at once take exactly the seats there are", "[draft_room]") {
  DraftRoom room;
  std::atomic<std::size_t> served{0};
  std::atomic<std::size_t> asked{0};
  constexpr std::size_t people = 4 * DraftRoom::seats;
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < people; ++i)
      threads.emplace_back([&] {
        const auto seat = room.seat();
        if (seat.is_free()) ++served;
        ++asked;
        while (asked < people) std::this_thread::yield();  // held until all have asked
      });
  }
  CHECK(served == DraftRoom::seats);
}

}  // namespace tocsin::serve
