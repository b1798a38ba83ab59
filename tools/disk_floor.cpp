#include "tools/disk_floor.h"

#include <algorithm>

namespace tocsin::tools {

std::uint64_t DiskFloor::floor(const Space& space) const {
  if (wanted_) return *wanted_;
  return std::min(std::max<std::uint64_t>(1ULL << 30, space.total / 20), space.total / 5);
}

DiskFloor::Step DiskFloor::look(const Space& space) {
  const auto least = floor(space);
  if (!paused_ && space.free < least) {
    paused_ = true;
    return Step::pause;
  }
  if (paused_ && space.free >= least + least / 10) {
    paused_ = false;
    return Step::resume;
  }
  return Step::nothing;
}

std::optional<DiskFloor::Space> space_of(const std::filesystem::path& folder) {
  std::error_code fault;
  const auto space = std::filesystem::space(folder, fault);
  if (fault) return std::nullopt;
  return DiskFloor::Space{space.available, space.capacity};
}

}  // namespace tocsin::tools
