#include "rules/near_text.h"

#include <bit>
#include <random>
#include <sstream>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "engine/judge/near_texts.h"

using namespace tocsin;
using namespace tocsin::rules;

namespace {

bool are_near(std::string_view a, std::string_view b) {
  const NearText x = near_text_of(a), y = near_text_of(b);
  if (x.exact || y.exact) return x.exact == y.exact && x.print == y.print;
  return std::popcount(x.print ^ y.print) <= NearTexts::bits;
}

const std::vector<std::string> posts{
    "acme charged me twice this month and nobody in support answers the phone since monday",
    "my acme internet is down again and the hotline keeps me waiting for an hour every time",
    "do not buy anything from acme, they take your money and never deliver what was ordered",
    "after ten years as a customer I am leaving acme today, the service became a bad joke",
    "boycott acme now, they sell our private data to advertisers and lie about it to everyone",
    "acme stole my deposit, please share this so that all know how they treat their customers",
    "the train stood in the fields for three hours and acme gave us neither water nor a word",
    "Acme hat mir zweimal Geld abgebucht und seit Montag geht im Service niemand ans Telefon"};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

}  // namespace

TEST_CASE("what copies of a text differ in does not count", "[near]") {
  const std::string& text = posts[0];
  CHECK(are_near(text,
                 "ACME charged me twice this month - and nobody in support answers the phone "
                 "since Monday!!! 😡"));
  CHECK(near_text_of(text).print ==
        near_text_of("@press @acme.example acme charged me twice this month and nobody in support "
                     "answers the phone since monday https://x.example/a?b=1")
            .print);
  CHECK(near_text_of("they owe me 120 euros since 3 weeks now").print ==
        near_text_of("they owe me 95 euros since 12 weeks now").print);
}

TEST_CASE("short texts are near only to their equals", "[near]") {
  CHECK(are_near("Boycott ACME now!", "boycott acme, now 😡"));
  CHECK_FALSE(are_near("boycott acme now", "boycott zeta now"));
  CHECK_FALSE(are_near("boycott acme now", "now boycott acme"));
  CHECK(are_near("😡", "😡"));
  CHECK_FALSE(are_near("😡", "🙂"));
  CHECK(are_near("", ""));
}

TEST_CASE("texts that only speak of the same are not near", "[near]") {
  for (std::size_t a = 0; a < posts.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      INFO(posts[a] << "\n" << posts[b]);
      CHECK_FALSE(are_near(posts[a], posts[b]));
    }
}

TEST_CASE("one word that is added, dropped or changed leaves most texts near", "[near]") {
  std::mt19937_64 random(3);
  int near = 0, all = 0;
  for (const auto& post : posts)
    for (int i = 0; i < 60; ++i) {
      auto words = words_of(post);
      const auto at = static_cast<std::ptrdiff_t>(random() % words.size());
      const std::string other = "word" + std::string(1, static_cast<char>('a' + random() % 26));
      if (i % 3 == 0)
        words.insert(words.begin() + at, other);
      else if (i % 3 == 1)
        words.erase(words.begin() + at);
      else
        words[static_cast<std::size_t>(at)] = other;
      near += are_near(post, joined(words));
      ++all;
    }
  // 64 bits are few for a short text: nine of ten is about what they give.
  CHECK(near * 10 >= all * 8);
}
