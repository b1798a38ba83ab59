#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/bounds.h"
#include "rules/pack_parser.h"
#include "rules/rules.h"

namespace tocsin::rules {
namespace {

namespace fs = std::filesystem;

void tell(std::vector<Problem>& problems, std::string file, std::string_view lint,
          std::string text) {
  problems.push_back({{std::move(file), 1, 1}, Level::error, std::string(lint), std::move(text)});
}

/// The pack files of a path, in the order of their names.
std::vector<std::string> files_of(const std::string& path, std::vector<Problem>& problems) {
  std::error_code failed;
  if (!fs::is_directory(path, failed)) return {path};
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(
           path, fs::directory_options::skip_permission_denied, failed)) {
    const auto extension = entry.path().extension();
    if (entry.is_regular_file(failed) && (extension == ".yaml" || extension == ".yml"))
      files.push_back(entry.path().string());
  }
  if (files.empty())
    tell(problems, path, "no-packs", "no `*.yaml` file is in this folder: name one with packs");
  std::ranges::sort(files);
  return files;
}

}  // namespace

std::vector<std::string> pack_files(std::span<const std::string> paths,
                                    std::vector<Problem>& problems) {
  std::vector<std::string> files;
  for (const std::string& path : paths)
    for (std::string& file : files_of(path, problems))
      if (std::ranges::find(files, file) == files.end()) files.push_back(std::move(file));
  return files;
}

std::optional<std::string> pack_bytes(const std::string& file) {
  // One byte more than a pack may have, so that the parser tells of too large a file.
  std::ifstream in(file, std::ios::binary);
  if (!in || fs::is_directory(file)) return std::nullopt;
  std::string bytes(bounds::pack_bytes + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (in.bad()) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

LoadedPacks parse_packs(std::span<const std::string> paths, const RuleContext& context, Tell what) {
  LoadedPacks loaded;
  for (const std::string& file : pack_files(paths, loaded.problems)) {
    const auto bytes = pack_bytes(file);
    if (!bytes)
      tell(loaded.problems, file, "unreadable", "this file cannot be read: check path and rights");
    else
      loaded.packs.push_back(parse_pack(file, *bytes, context, loaded.problems, what));
  }
  return loaded;
}

LoadedPacks load_packs(std::span<const std::string> paths, const RuleContext& context, Tell what) {
  LoadedPacks loaded = parse_packs(paths, context, what);
  check_across(loaded, context);
  return loaded;
}

LoadedPacks load_shipped_packs(const RuleContext& context, Tell what) {
  LoadedPacks loaded;
  for (const auto& [file, bytes] : shipped_packs())
    loaded.packs.push_back(parse_pack(file, bytes, context, loaded.problems, what));
  check_across(loaded, context);
  return loaded;
}

}  // namespace tocsin::rules
