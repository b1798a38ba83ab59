#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace tocsin {

struct DiskSpace {
  std::uint64_t free = 0;  ///< for us, not for root
  std::uint64_t total = 0;
};

/// Says when the disk of the data folder is so full that hearing must pause: before RocksDB, which
/// takes a full disk badly, meets it.
///
/// Threads    check() by one at a time.
/// Errors     A disk that cannot be asked is not low: writing will tell.
class DiskFloor {
 public:
  struct Options {
    std::uint64_t bytes = 1ULL << 30;  ///< low below the larger of this …
    double share = 0.05;               ///< … and this share of the disk; 0 to 1
  };
  struct Answer {
    bool low = false;
    DiskSpace space;
    std::uint64_t floor = 0;  ///< bytes
    std::string because;      ///< low: for a person, with what to do
  };
  using Ask = std::function<std::optional<DiskSpace>(const std::filesystem::path&)>;

  /// Asks the system with statvfs where no `ask` is given.
  DiskFloor(std::filesystem::path folder, Options options, Ask ask = statvfs_space);
  /// Low until a tenth more than the floor is free again: it does not flutter.
  Answer check();

  static std::optional<DiskSpace> statvfs_space(const std::filesystem::path& folder);

 private:
  std::filesystem::path folder_;
  Options options_;
  Ask ask_;
  bool low_ = false;
};

}  // namespace tocsin
