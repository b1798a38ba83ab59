#include "rules/near_text.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <xxhash.h>

#include "engine/bounds.h"
#include "rules/evaluate_post.h"
#include "rules/fold.h"
#include "rules/literal.h"
#include "rules/word.h"

namespace tocsin::rules {
namespace {

constexpr std::size_t compared_by_words = 6;
/// Words weigh more than their order: copies change or drop a word more often than they turn
/// sentences round.
constexpr int weight_of_word = 4;
constexpr int weight_of_pair = 1;

/// The text without links and without who is mentioned.
std::string spoken(std::string_view text) {
  std::vector<Stretch> urls;
  find_urls(text, urls);
  std::string out;
  auto url = urls.begin();
  for (std::size_t at = 0; at < text.size();) {
    if (url != urls.end() && at >= url->begin) {
      at = std::max<std::size_t>(at, url->end);
      ++url;
      out += ' ';
    } else if (text[at] == '@' && plain_begin_at(text, at)) {
      at = std::max(at + 1, handle_at(text, at + 1, HandleIn::text).end);
      out += ' ';
    } else {
      out += text[at++];
    }
  }
  return out;
}

bool is_number(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string_view> words_of(std::string_view folded) {
  std::vector<Stretch> places;
  find_words(folded, places);
  std::vector<std::string_view> words;
  for (const Stretch& w : places) {
    const auto word = folded.substr(w.begin, w.end - w.begin);
    words.push_back(is_number(word) ? std::string_view("0") : word);
    if (words.size() == bounds::near_text_words) break;
  }
  return words;
}

class SimHash {
 public:
  void add(std::uint64_t feature, int weight) {
    for (std::size_t bit = 0; bit < sums_.size(); ++bit)
      sums_[bit] += (feature >> bit & 1) != 0 ? weight : -weight;
  }
  std::uint64_t print() const {
    std::uint64_t out = 0;
    for (std::size_t bit = 0; bit < sums_.size(); ++bit)
      if (sums_[bit] > 0) out |= std::uint64_t{1} << bit;
    return out;
  }

 private:
  std::array<int, 64> sums_{};
};

std::uint64_t hash_of(std::string_view text, std::uint64_t seed = 0) {
  return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

}  // namespace

NearText near_text_of(std::string_view text) {
  const std::string folded = fold(spoken(text));
  const auto words = words_of(folded);
  if (words.empty()) return {hash_of(fold(text)), true};
  if (words.size() < compared_by_words) {
    std::string whole;
    for (const auto word : words) (whole += word) += ' ';
    return {hash_of(whole), true};
  }
  SimHash sums;
  std::uint64_t before = 0;
  for (const auto word : words) {
    const std::uint64_t now = hash_of(word);
    sums.add(now, weight_of_word);
    if (before != 0) sums.add(hash_of(word, before), weight_of_pair);
    before = now;
  }
  return {sums.print(), false};
}

}  // namespace tocsin::rules
