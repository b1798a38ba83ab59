#include "tools/line_diff.h"

#include <random>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace tocsin::tools;

namespace {

/// Applies a diff as `patch` does: what is left of `before`, and whether every kept and removed
/// line was the one that stands there.
std::string patched(const std::string& before, const std::string& diff) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < before.size();) {
    const auto end = before.find('\n', at);
    lines.push_back(before.substr(at, end + 1 - at));
    at = end + 1;
  }
  std::string out;
  std::size_t next = 0;
  for (std::size_t at = 0; at < diff.size();) {
    const auto end = diff.find('\n', at);
    const std::string line = diff.substr(at, end + 1 - at);
    at = end + 1;
    if (line.starts_with("---") || line.starts_with("+++")) continue;
    if (line.starts_with("@@ -")) {
      const auto comma = line.find(',');
      const bool none = line.substr(comma + 1, 2) == "0 ";
      const auto first = std::stoul(line.substr(4)) - (none ? 0 : 1);
      while (next < first) out += lines[next++];
      continue;
    }
    if (line[0] != '+') CHECK(lines.at(next++) == line.substr(1));
    if (line[0] != '-') out += line.substr(1);
  }
  while (next < lines.size()) out += lines[next++];
  return out;
}

std::string text_of(std::mt19937& random, std::size_t lines) {
  std::string out;
  for (std::size_t i = 0; i < lines; ++i) out += std::to_string(random() % 4) + '\n';
  return out;
}

}  // namespace

TEST_CASE("a diff shows the lines that change, with three around them", "[line_diff]") {
  CHECK(line_diff("f", "a\n", "a\n").empty());
  CHECK(line_diff("f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n") ==
        "--- f\n+++ f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n");
  CHECK(line_diff("f", "", "a") ==
        "--- f\n+++ f\n@@ -0,0 +1,1 @@\n+a\n\\ No newline at end of file\n");
}

TEST_CASE("a diff of any two texts, applied to one, gives the other", "[line_diff]") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    const std::string before = text_of(random, random() % 40);
    const std::string after = text_of(random, random() % 40);
    INFO(seed);
    CHECK(patched(before, line_diff("f", before, after)) == after);
  }
}

TEST_CASE("texts that have nothing in common are replaced as a whole", "[line_diff]") {
  std::string before, after;
  for (int i = 0; i < 3000; ++i) {
    before += "a" + std::to_string(i) + '\n';
    after += "b" + std::to_string(i) + '\n';
  }
  CHECK(patched(before, line_diff("f", before, after)) == after);
}
