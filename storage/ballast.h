#pragma once
#include <cstddef>
#include <filesystem>

namespace tocsin::storage {

/// A file of no use but its size: given up when the disk is full, so that the store can be
/// opened again and what was accepted can be written.
///
/// Threads    One at a time.
class Ballast {
 public:
  Ballast(std::filesystem::path path, std::size_t bytes) : path_(std::move(path)), bytes_(bytes) {}
  /// Makes it where it is missing and the disk has three times its size to spare.
  void lay_down();
  /// True where there was one.
  bool give_up();
  bool there() const;

 private:
  std::filesystem::path path_;
  std::size_t bytes_;
};

}  // namespace tocsin::storage
