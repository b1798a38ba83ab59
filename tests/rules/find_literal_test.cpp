#include "rules/find_literal.h"

#include <random>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using tocsin::rules::find_literal;

TEST_CASE("a literal is found where the standard library finds it, at every length and place",
          "[find_literal]") {
  std::mt19937 random(20261128);
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random() % 90, ' ');
    for (char& c : text) c = static_cast<char>('a' + random() % 3);
    std::string needle(random() % 20, ' ');
    for (char& c : needle) c = static_cast<char>('a' + random() % 3);
    // A heap copy without room behind it: reading past its end is seen by the sanitizer.
    const std::vector<char> exact(text.begin(), text.end());
    const std::string_view view(exact.empty() ? "" : exact.data(), exact.size());
    const char* found = find_literal(view, needle);
    const std::size_t wanted = view.find(needle);
    INFO(text << " / " << needle);
    REQUIRE((found ? static_cast<std::size_t>(found - view.data()) : std::string::npos) == wanted);
  }
}
