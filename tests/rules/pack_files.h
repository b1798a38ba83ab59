#pragma once
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "rules/rules.h"
#include "tests/places.h"

/// Cases of the rule language that are files: tests/data/rules.
namespace tocsin::rules::test {

inline std::filesystem::path data_folder() {
  return std::filesystem::path(TOCSIN_TESTS_DIR) / "data" / "rules";
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder,
                                                   const std::string& extension) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == extension) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// The problems as the program shows them, a line each.
inline std::string shown(const std::vector<Problem>& problems) {
  std::string out;
  for (const Problem& problem : problems) out += to_string(problem) + '\n';
  return out;
}

}  // namespace tocsin::rules::test
