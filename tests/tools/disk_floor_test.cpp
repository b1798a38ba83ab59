#include "tools/disk_floor.h"

#include <catch2/catch_test_macros.hpp>

using tocsin::tools::DiskFloor;
using Step = DiskFloor::Step;

namespace {
constexpr std::uint64_t gb = 1ULL << 30;
}

TEST_CASE("ingest pauses below the floor and resumes with a tenth to spare", "[disk_floor]") {
  DiskFloor floor(10 * gb);
  CHECK(floor.look({10 * gb, 100 * gb}) == Step::nothing);
  CHECK(floor.look({10 * gb - 1, 100 * gb}) == Step::pause);
  CHECK(floor.look({9 * gb, 100 * gb}) == Step::nothing);
  CHECK(floor.look({10 * gb + gb / 2, 100 * gb}) == Step::nothing);
  CHECK(floor.look({11 * gb, 100 * gb}) == Step::resume);
  CHECK(floor.look({11 * gb, 100 * gb}) == Step::nothing);
}

TEST_CASE("without a floor of its own a disk keeps a gigabyte or a twentieth", "[disk_floor]") {
  CHECK(DiskFloor({}).floor({0, 10 * gb}) == gb);
  CHECK(DiskFloor({}).floor({0, 100 * gb}) == 5 * gb);
}

TEST_CASE("a small disk keeps a fifth at most, so that it can be used at all", "[disk_floor]") {
  CHECK(DiskFloor({}).floor({0, gb}) == gb / 5);
}

TEST_CASE("a floor of nothing never pauses", "[disk_floor]") {
  CHECK(DiskFloor(0).look({0, gb}) == Step::nothing);
}
