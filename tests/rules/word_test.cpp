#include "rules/word.h"

#include <algorithm>
#include <random>
#include <string>

#include <catch2/catch_test_macros.hpp>

using namespace tocsin::rules;

namespace {

/// As RULES.md says it: all words, then those that lie between.
int words_between(std::string_view text, Stretch between) {
  std::vector<Stretch> words;
  find_words(text, words);
  return static_cast<int>(std::ranges::count_if(
      words, [&](Stretch w) { return w.begin >= between.begin && w.end <= between.end; }));
}

}  // namespace

TEST_CASE("words between two places are counted as words of the whole text are", "[word]") {
  constexpr std::string_view pieces[]{"a", "b", "'",  "\u2019", " ",  "-", "7",
                                      "_", "ü", "漢", "字",     "😡", ".", "\u0301"};
  std::mt19937 random(7);  // NOLINT: the same texts each time
  int compared = 0;
  for (int n = 0; n < 3000; ++n) {
    std::string text;
    std::vector<std::uint32_t> places{0};
    for (auto size = random() % 24; size > 0; --size) {
      text += pieces[random() % std::size(pieces)];
      places.push_back(static_cast<std::uint32_t>(text.size()));
    }
    const auto begin = places[random() % places.size()];
    const auto end = places[random() % places.size()];
    const Stretch between{std::min(begin, end), std::max(begin, end)};
    const int there = words_between(text, between);
    for (const int most : {0, there - 1, there, there + 1}) {
      if (most < 0) continue;
      INFO(text << " from " << between.begin << " to " << between.end << ", at most " << most);
      CHECK(words_at_most(text, between, most) == (there <= most));
      ++compared;
    }
  }
  CHECK(compared > 6000);
}
