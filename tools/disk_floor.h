#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace tocsin::tools {

/// Decides when to pause ingest because the store's disk is nearly full: before the store itself
/// runs out of space.
///
/// Threads    One owner.
class DiskFloor {
 public:
  /// `floor`: what has to be free; absent: the larger of 1 GB and 5 % of the disk, but at most a
  /// fifth of it.
  explicit DiskFloor(std::optional<std::uint64_t> floor) : wanted_(floor) {}

  struct Space {
    std::uint64_t free = 0;
    std::uint64_t total = 0;
  };
  enum class Step : std::uint8_t { nothing, pause, resume };
  /// What to do now. Once paused, it takes a tenth more than the floor to resume.
  Step look(const Space& space);
  bool paused() const { return paused_; }
  std::uint64_t floor(const Space& space) const;

 private:
  std::optional<std::uint64_t> wanted_;
  bool paused_ = false;
};

/// Of the disk that a folder is on; nullopt where the system does not tell.
std::optional<DiskFloor::Space> space_of(const std::filesystem::path& folder);

}  // namespace tocsin::tools
