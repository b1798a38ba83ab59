#include "rules/fold.h"

#include <random>

#include <catch2/catch_test_macros.hpp>

#include "oracle.h"
#include "rules/word.h"

using namespace tocsin::rules;

namespace {

std::string random_text(std::mt19937_64& random) {
  static const std::vector<std::vector<std::pair<char32_t, char32_t>>> alphabets{
      {{' ', '~'}, {'\t', '\r'}},
      {{'a', 'c'}, {'A', 'B'}, {'-', '-'}, {' ', ' '}},
      {{'a', 'z'}, {0xA0, 0x24F}, {0x300, 0x36F}, {0x2010, 0x201F}, {0xAD, 0xAD}},
      {{0x370, 0x3FF}, {0x1F00, 0x1FFF}, {0x300, 0x345}, {'-', '-'}},
      {{0x400, 0x52F}, {0x300, 0x308}, {0x2010, 0x2015}},
      {{0x590, 0x6FF}, {0x900, 0x97F}, {' ', '-'}},
      {{0x1100, 0x11FF}, {0xAC00, 0xAC20}, {0x3040, 0x30FF}, {0xFF00, 0xFFEF}},
      {{0x1F600, 0x1F64F},
       {0x1F3FB, 0x1F3FF},
       {0x200B, 0x200F},
       {0xFE00, 0xFE0F},
       {0x1F466, 0x1F478}},
      {{1, 0xD7FF}, {0xE000, 0x10FFFF}},
  };
  const auto& alphabet = alphabets[random() % alphabets.size()];
  std::u32string text;
  const std::size_t size = random() % 40;
  while (text.size() < size) {
    const auto [first, last] = alphabet[random() % alphabet.size()];
    const auto c = static_cast<char32_t>(first + random() % (last - first + 1));
    for (std::size_t n = random() % 6 == 0 ? 3 : 1; n > 0; --n) text += c;
  }
  return oracle::to_utf8(text);
}

}  // namespace

TEST_CASE("folding agrees with a step-by-step fold of the page", "[fold][oracle]") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = random_text(random);
    const std::string expected = oracle::to_utf8(oracle::fold(text));
    if (fold(text) == expected) continue;
    INFO("number " << i << ": " << text);
    REQUIRE(fold(text) == expected);
  }
}

TEST_CASE("every code point alone folds as the page says", "[fold][oracle]") {
  for (char32_t c = 1; c < 0x30000; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::string text = oracle::to_utf8(U"a" + std::u32string(1, c) + U"b");
    const std::string expected = oracle::to_utf8(oracle::fold(text));
    if (fold(text) == expected) continue;
    INFO("code point " << static_cast<std::uint32_t>(c));
    REQUIRE(fold(text) == expected);
  }
}

TEST_CASE("ASCII text folds the same at every length and offset", "[fold]") {
  std::mt19937_64 random(11);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 200, ' ');
    for (char& c : text) c = "aab-B Zx\t"[random() % 9];
    // The same through the general way, which an accent forces.
    const std::string general = fold(text + " é");
    FoldBuffer buffer;
    const auto place = buffer.append(text);
    std::string expected = general.substr(0, general.size() - 1);
    if (!text.ends_with(' ') && !text.ends_with('\t')) expected.pop_back();
    if (buffer.view(place) != expected) INFO(text);
    REQUIRE(std::string(buffer.view(place)) == expected);
    if (place.same_offsets) REQUIRE(expected.size() == text.size());
  }
}

TEST_CASE("offsets of folded text lead back to what was folded", "[fold]") {
  std::string folded;
  FoldOffsets offsets;
  const std::string text = "Déjà  VU\u200B, soooo \u202Efün — ﬁn 👍🏽!";
  fold_with_offsets(text, folded, offsets);
  CHECK(folded == fold(text));
  REQUIRE(offsets.begin.size() == folded.size());
  const auto original = [&](std::string_view part) {
    const std::size_t at = folded.find(part);
    REQUIRE(at != std::string::npos);
    const std::size_t begin = offsets.begin[at];
    return text.substr(begin, offsets.end[at + part.size() - 1] - begin);
  };
  CHECK(original("deja vu") == "Déjà  VU");
  CHECK(original("soo") == "soooo");
  CHECK(original("fun") == "fün");
  CHECK(original("fi") == "ﬁ");
  CHECK(original("👍") == "👍🏽");
}

TEST_CASE("bytes that are no UTF-8 fold to replacement characters and end nothing", "[fold]") {
  CHECK(fold("a\xFF\xC3") == "a\uFFFD\uFFFD");
  CHECK(fold("\xE2\x82 X") == "\uFFFD\uFFFD x");
}
