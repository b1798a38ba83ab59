#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include <hs.h>
#include <unistd.h>
#include <xxhash.h>

#include "rules/bounds.h"
#include "rules/literal_database.h"

namespace tocsin::rules {
namespace {

constexpr std::string_view magic = "tocsin literals 1\n";

/// The key and the file's checksum alike: 128 bits, as they are found in memory.
std::string hash_of(std::string_view bytes) {
  const XXH128_hash_t h = XXH3_128bits(bytes.data(), bytes.size());
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, h);
  return {reinterpret_cast<const char*>(canonical.digest), sizeof canonical.digest};
}

void add(std::string& key, std::string_view part) {
  const std::uint64_t size = part.size();
  key.append(reinterpret_cast<const char*>(&size), sizeof size);
  key.append(part);
}

/// The version, the processor, and every literal with its number and flags.
std::string key_of(std::span<const std::string> literals) {
  std::string key;
  add(key, hs_version());
  hs_platform_info_t platform{};
  hs_populate_platform(&platform);
  const auto features = platform.cpu_features;
  add(key, std::to_string(platform.tune) + " " + std::to_string(features));
  for (std::size_t i = 0; i < literals.size(); ++i) {
    add(key, literals[i]);
    add(key, std::to_string(i) + " 0");
  }
  constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (const char c : hash_of(key)) {
    hex += digits[static_cast<unsigned char>(c) >> 4];
    hex += digits[static_cast<unsigned char>(c) & 15];
  }
  return hex;
}

/// Each change of a rule leaves a file: of those, the ones that were used last stay.
void drop_oldest(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  std::vector<std::pair<fs::file_time_type, fs::path>> files;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (entry.path().filename().string().starts_with("literals-"))
      files.emplace_back(entry.last_write_time(ignored), entry.path());
  if (files.size() <= bounds::literal_cache_files) return;
  std::ranges::sort(files);
  files.resize(files.size() - bounds::literal_cache_files);
  for (const auto& file : files) fs::remove(file.second, ignored);
}

}  // namespace

LiteralCache::LiteralCache(std::string folder, std::span<const std::string> literals) {
  if (!folder.empty()) path_ = folder + "/literals-" + key_of(literals) + ".hs";
}

std::string LiteralCache::load() const {
  if (path_.empty()) return {};
  std::ifstream file(path_, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const std::size_t head = magic.size() + sizeof(XXH128_canonical_t);
  if (bytes.size() <= head || !bytes.starts_with(magic)) return {};
  const std::string_view payload = std::string_view(bytes).substr(head);
  if (hash_of(payload) != std::string_view(bytes).substr(magic.size(), head - magic.size()))
    return {};
  std::error_code ignored;
  std::filesystem::last_write_time(path_, std::filesystem::file_time_type::clock::now(), ignored);
  return std::string(payload);
}

void LiteralCache::store(std::string_view serialised) const {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path_).parent_path(), ignored);
  const std::string aside = path_ + "." + std::to_string(::getpid());
  {
    std::ofstream file(aside, std::ios::binary | std::ios::trunc);
    file << magic << hash_of(serialised) << serialised;
    if (!file.flush()) {
      std::filesystem::remove(aside, ignored);
      return;
    }
  }
  // Renamed, so that a reader sees a whole file or none.
  std::filesystem::rename(aside, path_, ignored);
  if (ignored) std::filesystem::remove(aside, ignored);
  drop_oldest(std::filesystem::path(path_).parent_path());
}

}  // namespace tocsin::rules
