#include "import_cases.h"

#include <fstream>

#include <catch2/catch_test_macros.hpp>

#include "match_cases.h"

namespace {

/// What stands behind `key: `; empty where the line is no such one.
bool takes(const std::string& line, const std::string& key, std::string& out) {
  if (!line.starts_with(key + ':')) return false;
  const std::size_t from = line.find_first_not_of(' ', key.size() + 1);
  out = from == std::string::npos ? "" : line.substr(from);
  return true;
}

}  // namespace

std::vector<ImportCase> read_import_cases(const std::string& path) {
  std::ifstream file(path);
  REQUIRE(file);
  std::vector<ImportCase> cases;
  std::string post;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const std::string place = path + ":" + std::to_string(number);
    std::string value;
    if (line.empty() || line[0] == '#') continue;
    if (takes(line, "query", value)) {
      cases.push_back({.query = value, .place = place});
      post.clear();
      continue;
    }
    INFO(place << ": " << line);
    REQUIRE(!cases.empty());
    ImportCase& now = cases.back();
    if (takes(line, "rule", value))
      now.rules.push_back(unescaped(value));
    else if (takes(line, "list", value))
      now.lists.push_back(value);
    else if (takes(line, "refused", value))
      now.refused.push_back(value);
    else if (takes(line, "told", value))
      now.told.push_back(value);
    else if (!takes(line, "post", post)) {
      REQUIRE((line.starts_with("+ ") || line.starts_with("- ")));
      now.texts.push_back({line[0] == '+', post, unescaped(line.substr(2)), place});
    }
  }
  return cases;
}
