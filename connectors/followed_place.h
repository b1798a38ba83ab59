#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/file_identity.h"
#include "connectors/follow_step.h"
#include "engine/time.h"

namespace tocsin {

/// A hash of a file's first bytes: inode numbers are used again, and a copy has another one.
struct FileHead {
  static constexpr std::size_t bytes_max = 256;
  std::uint32_t bytes = 0;
  std::uint64_t hash = 0;
  bool operator==(const FileHead&) const = default;
};
/// Of the first `bytes` (at most bytes_max) of a file; nothing where it has fewer.
std::optional<FileHead> head_of(const OpenFile& file, std::uint64_t bytes);

/// How far a followed file was read: the cursor `<inode>:<head bytes>:<head hash>:<offset>:<µs>`.
struct FollowedPlace {
  std::uint64_t inode = 0;
  FileHead head;
  std::uint64_t offset = 0;
  Instant at{};  ///< when: where a gap begins, if the file is not found again

  std::string text() const;
  static std::optional<FollowedPlace> parse(std::string_view text);
  /// Whether this is the file: by its first bytes where any were read, else by its number.
  bool is_in(const OpenFile& file, const FileFacts& facts) const;
};

std::optional<FileFacts> facts_of(const OpenFile& file);
std::optional<FileFacts> facts_of(const std::filesystem::path& path);

/// The names that rotation gives to the earlier files of `path` (`path.1`, `path-20261121`), the
/// longest unwritten first. Compressed ones are not among them.
std::vector<std::filesystem::path> rotated_names(const std::filesystem::path& path);

}  // namespace tocsin
