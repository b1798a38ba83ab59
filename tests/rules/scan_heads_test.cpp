#include "rules/scan_heads.h"

#include <algorithm>
#include <string>

#include <catch2/catch_test_macros.hpp>

using namespace tocsin::rules;

namespace {

/// Every literal is one head and its tail, and no head stands twice.
void check_whole(const std::vector<std::string>& literals, const ScanHeads& scan) {
  std::vector<int> found(literals.size());
  std::vector<std::string_view> heads;
  for (const auto& head : scan.heads) {
    CHECK(std::ranges::find(heads, head.text) == heads.end());
    heads.push_back(head.text);
    REQUIRE_FALSE(head.tails.empty());
    for (const auto& tail : head.tails) {
      ++found[tail.literal];
      CHECK(literals[tail.literal] == std::string(head.text) + std::string(tail.text));
    }
  }
  CHECK(found == std::vector<int>(literals.size(), 1));
}

/// `zorka0 took my parcel`, …: phrases that only their first word tells apart.
std::vector<std::string> phrases(int count, const std::string& end) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i) all.push_back("zorka" + std::to_string(i) + end);
  return all;
}

}  // namespace

TEST_CASE("phrases that end alike are scanned for by the word that they have alone", "[scan]") {
  const auto literals = phrases(100, " took my parcel");
  const auto scan = choose_heads(literals);
  check_whole(literals, scan);
  REQUIRE(scan.heads.size() == 100);
  CHECK(scan.heads[7].text == "zorka7");
  CHECK(scan.heads[7].tails[0].text == " took my parcel");
}

TEST_CASE("phrases that begin with the same seldom word are scanned for once", "[scan]") {
  std::vector<std::string> literals;
  for (const char* end : {" late", " broken", ""})
    for (auto& phrase : phrases(50, end)) literals.push_back(std::move(phrase));
  const auto scan = choose_heads(literals);
  check_whole(literals, scan);
  CHECK(scan.heads.size() == 50);
}

TEST_CASE("a few phrases are scanned for whole", "[scan]") {
  const auto literals = phrases(5, " took my parcel");
  const auto scan = choose_heads(literals);
  check_whole(literals, scan);
  CHECK(scan.heads[0].text == literals[0]);
}

TEST_CASE("a word of many phrases is no head of theirs", "[scan]") {
  std::vector<std::string> literals;
  for (int i = 0; i < 100; ++i) literals.push_back("zorka " + std::to_string(i) + " parcel");
  const auto scan = choose_heads(literals);
  check_whole(literals, scan);
  CHECK(scan.heads.size() == 100);
}

TEST_CASE("an ordinary or short word is no head", "[scan]") {
  std::vector<std::string> literals = phrases(50, " parcel");
  literals.push_back("bread parcel");
  literals.push_back("my parcel");
  const auto scan = choose_heads(literals);
  check_whole(literals, scan);
  CHECK(scan.heads[50].text == "bread parcel");
  CHECK(scan.heads[51].text == "my parcel");
}
