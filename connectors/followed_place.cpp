#include "connectors/followed_place.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>
#include <utility>

#include <sys/stat.h>
#include <xxhash.h>

namespace tocsin {
namespace {

FileFacts facts_from(const struct stat& s) {
  return {s.st_dev, s.st_ino, static_cast<std::uint64_t>(s.st_size)};
}

}  // namespace

std::optional<FileHead> head_of(const OpenFile& file, std::uint64_t bytes) {
  std::array<char, FileHead::bytes_max> head;
  const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, head.size()));
  if (file.read_at(0, head.data(), want) != static_cast<std::ptrdiff_t>(want)) return std::nullopt;
  return FileHead{static_cast<std::uint32_t>(want), XXH3_64bits(head.data(), want)};
}

std::string FollowedPlace::text() const {
  std::string out;
  for (const std::uint64_t number : {inode, std::uint64_t{head.bytes}, head.hash, offset})
    out += std::to_string(number) + ':';
  return out + std::to_string(us_of(at));
}

std::optional<FollowedPlace> FollowedPlace::parse(std::string_view text) {
  std::array<std::uint64_t, 5> numbers{};
  const char* at = text.data();
  const char* end = at + text.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto [rest, error] = std::from_chars(at, end, numbers[i]);
    const bool last = i + 1 == numbers.size();
    if (error != std::errc{} || (last ? rest != end : rest == end || *rest != ':'))
      return std::nullopt;
    at = rest + 1;
  }
  if (numbers[1] > FileHead::bytes_max) return std::nullopt;
  return FollowedPlace{numbers[0],
                       {static_cast<std::uint32_t>(numbers[1]), numbers[2]},
                       numbers[3],
                       instant_from_us(static_cast<std::int64_t>(numbers[4]))};
}

bool FollowedPlace::is_in(const OpenFile& file, const FileFacts& facts) const {
  if (facts.bytes < offset) return false;
  if (head.bytes == 0) return facts.inode == inode;
  return head_of(file, head.bytes) == head;
}

std::optional<FileFacts> facts_of(const OpenFile& file) {
  struct stat s{};
  if (!file || ::fstat(file.fd(), &s) != 0) return std::nullopt;
  return facts_from(s);
}

std::optional<FileFacts> facts_of(const std::filesystem::path& path) {
  struct stat s{};
  if (::stat(path.c_str(), &s) != 0 || !S_ISREG(s.st_mode)) return std::nullopt;
  return facts_from(s);
}

std::vector<std::filesystem::path> rotated_names(const std::filesystem::path& path) {
  using Entry = std::pair<std::filesystem::file_time_type, std::filesystem::path>;
  std::vector<Entry> found;
  const std::string base = path.filename().string();
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (!name.starts_with(base) || name.size() == base.size()) continue;
    if (name.find_first_not_of("0123456789-._", base.size()) != name.npos) continue;
    std::error_code gone;
    const auto written = it->last_write_time(gone);
    if (!gone && it->is_regular_file(gone)) found.emplace_back(written, it->path());
  }
  std::ranges::sort(found);
  std::vector<std::filesystem::path> names;
  for (auto& [written, name] : found) names.push_back(std::move(name));
  return names;
}

}  // namespace tocsin
