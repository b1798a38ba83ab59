#include "engine/pipeline/reading_room.h"

#include <catch2/catch_test_macros.hpp>

using namespace tocsin;

namespace {

std::unique_ptr<ReadBatch> numbered(std::uint64_t number) {
  auto batch = std::make_unique<ReadBatch>();
  batch->raw = std::make_unique<RawBatch>();
  batch->raw->number = number;
  return batch;
}

/// Batches 1 to `count`, heard and not yet read.
void hear(ReadingRoom& room, std::uint64_t count) {
  for (std::uint64_t n = 1; n <= count; ++n) REQUIRE_FALSE(room.add(numbered(n)));
}

}  // namespace

TEST_CASE("a judge that would wait reads a batch, and judges in order all the same") {
  ReadingRoom room;
  room.judge_reads(true);
  hear(room, 3);
  auto first = room.next_to_read();
  REQUIRE(first->raw->number == 1);

  auto turn = room.wait_turn();
  REQUIRE_FALSE(turn.batch);
  REQUIRE(turn.unread);
  CHECK(turn.unread->raw->number == 2);
  REQUIRE_FALSE(room.finished(std::move(turn.unread)));
  REQUIRE_FALSE(room.finished(std::move(first)));

  CHECK(room.wait_turn().batch->raw->number == 1);
  CHECK(room.wait_turn().batch->raw->number == 2);
  CHECK(room.more_to_come());
}

TEST_CASE("a judge reads nothing while it has something to judge") {
  ReadingRoom room;
  room.judge_reads(true);
  hear(room, 4);
  REQUIRE_FALSE(room.finished(room.next_to_read()));
  const auto turn = room.wait_turn();
  REQUIRE(turn.batch);
  CHECK(turn.batch->raw->number == 1);
  CHECK_FALSE(turn.unread);
}

TEST_CASE("the last unread batch is left to the reader") {
  ReadingRoom room;
  room.judge_reads(true);
  hear(room, 1);
  room.wake();
  const auto turn = room.wait_turn();
  CHECK(turn.woken);
  CHECK_FALSE(turn.unread);
}

TEST_CASE("a judge that has not been told to read only judges") {
  ReadingRoom room;
  hear(room, 3);
  room.wake();
  const auto turn = room.wait_turn();
  CHECK(turn.woken);
  CHECK_FALSE(turn.unread);
}

TEST_CASE("a judge that is asked something while it reads is told of it") {
  ReadingRoom room;
  room.judge_reads(true);
  hear(room, 3);
  room.wake();
  const auto turn = room.wait_turn();
  CHECK(turn.woken);
  CHECK(turn.unread);
}
