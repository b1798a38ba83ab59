#include "storage/disk_floor.h"

#include <catch2/catch_test_macros.hpp>

using namespace tocsin;

namespace {
constexpr std::uint64_t gib = 1ULL << 30;

struct Disk {
  std::optional<DiskSpace> space;
  DiskFloor floor{"/data", {}, [this](const auto&) { return space; }};
  bool low_at(std::uint64_t free, std::uint64_t total) {
    space = DiskSpace{free, total};
    return floor.check().low;
  }
};
}  // namespace

TEST_CASE("a small disk is low below one GiB", "[disk_floor]") {
  Disk disk;
  CHECK_FALSE(disk.low_at(gib, 10 * gib));
  CHECK(disk.low_at(gib - 1, 10 * gib));
}

TEST_CASE("a large disk is low below a twentieth", "[disk_floor]") {
  Disk disk;
  CHECK_FALSE(disk.low_at(50 * gib, 1000 * gib));
  CHECK(disk.low_at(50 * gib - 1, 1000 * gib));
}

TEST_CASE("a low disk is low until a tenth more is free", "[disk_floor]") {
  Disk disk;
  CHECK(disk.low_at(gib - 1, 10 * gib));
  CHECK(disk.low_at(gib, 10 * gib));
  CHECK(disk.low_at(gib + gib / 10 - 1, 10 * gib));
  CHECK_FALSE(disk.low_at(gib + gib / 10, 10 * gib));
  CHECK_FALSE(disk.low_at(gib, 10 * gib));
}

TEST_CASE("a low disk says how much is free, how much is needed and where", "[disk_floor]") {
  Disk disk;
  disk.low_at(100 << 20, 10 * gib);
  const std::string because = disk.floor.check().because;
  CHECK(because.find("100 MiB free") != std::string::npos);
  CHECK(because.find("/data") != std::string::npos);
}

TEST_CASE("a disk that cannot be asked is not low", "[disk_floor]") {
  Disk disk;
  CHECK_FALSE(disk.floor.check().low);
  CHECK_FALSE(DiskFloor("/nowhere/at/all", {}).check().low);
}

TEST_CASE("the system's own disk has a size", "[disk_floor]") {
  const auto space = DiskFloor::statvfs_space("/");
  REQUIRE(space);
  CHECK(space->total > 0);
  CHECK(space->free <= space->total);
}
