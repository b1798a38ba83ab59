#include "storage/disk_floor.h"

#include <algorithm>

#include <sys/statvfs.h>

namespace tocsin {
namespace {
std::string mib(std::uint64_t bytes) {
  return std::to_string(bytes >> 20) + " MiB";
}
}  // namespace

std::optional<DiskSpace> DiskFloor::statvfs_space(const std::filesystem::path& folder) {
  struct statvfs disk{};
  if (::statvfs(folder.c_str(), &disk) != 0) return std::nullopt;
  return DiskSpace{.free = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize,
                   .total = static_cast<std::uint64_t>(disk.f_blocks) * disk.f_frsize};
}

DiskFloor::DiskFloor(std::filesystem::path folder, Options options, Ask ask)
    : folder_(std::move(folder)), options_(options), ask_(std::move(ask)) {}

DiskFloor::Answer DiskFloor::check() {
  const auto space = ask_(folder_);
  if (!space) return {};
  const auto share = static_cast<std::uint64_t>(static_cast<double>(space->total) * options_.share);
  Answer answer{
      .low = false, .space = *space, .floor = std::max(options_.bytes, share), .because = {}};
  const std::uint64_t enough = low_ ? answer.floor + answer.floor / 10 : answer.floor;
  low_ = answer.low = space->free < enough;
  if (answer.low)
    answer.because = "disk low: " + mib(space->free) + " free where " + folder_.string() +
                     " lies, " + mib(enough) +
                     " needed. Hearing is paused; free some space and it goes on by itself.";
  return answer;
}

}  // namespace tocsin
