#include "connectors/file_identity.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

namespace tocsin {
namespace {

constexpr std::uint64_t block_bytes = 64 << 10;
constexpr std::uint64_t blocks_max = 256;

std::string because(const std::filesystem::path& path, int error) {
  return path.string() + ": cannot be read: " + std::generic_category().message(error);
}

using HashState = std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)>;

std::string hex(XXH128_hash_t hash) {
  XXH128_canonical_t bytes;
  XXH128_canonicalFromHash(&bytes, hash);
  std::string out;
  for (const unsigned char byte : bytes.digest) {
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

}  // namespace

OpenFile::OpenFile(const std::filesystem::path& path)
    : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)) {}

OpenFile::~OpenFile() {
  if (fd_ >= 0) ::close(fd_);
}

OpenFile::OpenFile(OpenFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

std::ptrdiff_t OpenFile::read_at(std::uint64_t offset, char* into, std::size_t size) const {
  std::size_t got = 0;
  while (got < size) {
    const auto n = ::pread(fd_, into + got, size - got, static_cast<off_t>(offset + got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return -1;
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  return static_cast<std::ptrdiff_t>(got);
}

std::expected<FileIdentity, std::string> identify_file(const std::filesystem::path& path) {
  const OpenFile file(path);
  struct stat facts{};
  if (!file || ::fstat(file.fd(), &facts) != 0) return std::unexpected(because(path, errno));
  if (!S_ISREG(facts.st_mode))
    return std::unexpected(path.string() + ": is no regular file; pipe it into standard input");

  const auto size = static_cast<std::uint64_t>(facts.st_size);
  const std::uint64_t blocks = std::min((size + block_bytes - 1) / block_bytes, blocks_max);
  const HashState hash(XXH3_createState(), &XXH3_freeState);
  XXH3_128bits_reset(hash.get());
  XXH3_128bits_update(hash.get(), &size, sizeof size);
  std::vector<char> block(block_bytes);
  for (std::uint64_t i = 0; i < blocks; ++i) {
    const bool whole = blocks < blocks_max;
    const std::uint64_t at = whole ? i * block_bytes : (size - block_bytes) * i / (blocks_max - 1);
    const auto got = file.read_at(at, block.data(), block.size());
    if (got < 0) return std::unexpected(because(path, errno));
    XXH3_128bits_update(hash.get(), block.data(), static_cast<std::size_t>(got));
  }
  return FileIdentity{hex(XXH3_128bits_digest(hash.get())), size};
}

}  // namespace tocsin
