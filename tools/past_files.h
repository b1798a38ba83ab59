#pragma once
#include <atomic>
#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "engine/past_posts.h"
#include "tools/exit_code.h"

namespace tocsin::tools {

/// The posts of NDJSON files (API.md), for back-tests. Retractions in them are not taken: what was
/// deleted afterwards was said all the same.
///
/// Threads    As PastPosts says.
/// Limits     A part is about eight megabytes, and is read at once.
/// Errors     open() names the file. Lines that are no post are counted; a file that cannot be read
///            any more throws StoreReadFailed.
class PastFiles final : public PastPosts {
 public:
  static std::expected<PastFiles, Fault> open(const std::vector<std::string>& files);
  PastFiles(PastFiles&& other) noexcept
      : files_(std::move(other.files_)),
        parts_(std::move(other.parts_)),
        unreadable_(other.unreadable_.load()) {}

  std::size_t parts() const override { return parts_.size(); }
  void read(std::size_t part, Instant since, const Take& take) const override;
  std::optional<Post> post(std::uint64_t place) const override;
  std::uint64_t unreadable() const override { return unreadable_; }

 private:
  /// A stretch of a file: the lines that begin in it.
  struct Part {
    std::size_t file = 0;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
  };
  PastFiles() = default;
  std::string bytes(std::size_t file, std::uint64_t begin, std::uint64_t size) const;

  std::vector<std::string> files_;
  std::vector<Part> parts_;
  mutable std::atomic<std::uint64_t> unreadable_{0};
};

}  // namespace tocsin::tools
