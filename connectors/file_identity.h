#pragma once
#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>

namespace tocsin {

/// What a file is, whatever it is called: its size and a hash of its content, in hex.
///
/// All of a file of up to 16 MiB is hashed; of a larger one its size and 256 blocks of 64 KiB
/// spread evenly from its first to its last byte, so that an archive of many gigabytes is known
/// in milliseconds.
///
/// Errors     A sentence that names the file, where it cannot be read.
struct FileIdentity {
  std::string content;
  std::uint64_t bytes = 0;
};
std::expected<FileIdentity, std::string> identify_file(const std::filesystem::path& path);

/// A read-only file descriptor that closes itself.
class OpenFile {
 public:
  OpenFile() = default;
  explicit OpenFile(const std::filesystem::path& path);
  ~OpenFile();
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&& other) noexcept;

  explicit operator bool() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  /// Bytes read at `offset` (0: the end; negative: errno says why). Fewer than `size` only at
  /// the end.
  std::ptrdiff_t read_at(std::uint64_t offset, char* into, std::size_t size) const;

 private:
  int fd_ = -1;
};

}  // namespace tocsin
