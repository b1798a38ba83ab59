#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

/// What a character is to the rule language, and where words begin and end (RULES.md, Terms).
namespace tocsin::rules {

/// Facts of one code point, as bits.
enum CharFact : std::uint16_t {
  char_letter = 1 << 0,
  char_mark = 1 << 1,
  char_word = 1 << 2,       ///< letter, mark, digit, underscore
  char_space = 1 << 3,      ///< white space
  char_dash = 1 << 4,       ///< hyphens and dashes
  char_bare = 1 << 5,       ///< a letter of Latin, Greek or Cyrillic: loses its combining marks
  char_removed = 1 << 6,    ///< format character: not in folded text
  char_unspaced = 1 << 7,   ///< of a script written without spaces
  char_toned = 1 << 8,      ///< an emoji that takes skin tones
  char_tone = 1 << 9,       ///< a skin tone
  char_joins = 1 << 10,     ///< may combine with what is before it when folded
  char_many = 1 << 11,      ///< folds to several code points: `fold` is a place in the pool
  char_selector = 1 << 12,  ///< a variation selector
  char_upper = 1 << 13,     ///< upper or title case
};

/// One code point: its facts, what it folds to (alone), and that one's facts.
struct CharInfo {
  char32_t fold = 0;
  std::uint16_t facts = 0;
  std::uint16_t fold_facts = 0;
};

namespace detail {
inline constexpr std::size_t page_size = 256;
extern std::array<std::atomic<const CharInfo*>, 0x110000 / page_size> char_pages;
const CharInfo* make_char_page(std::size_t number);
}  // namespace detail

/// Threads    Any. Pages of the table are made on first use.
/// Cost       Two loads, once a page is there.
inline const CharInfo& char_info(char32_t c) {
  if (c >= 0x110000) c = U'\uFFFD';
  const std::size_t number = c / detail::page_size;
  const CharInfo* page = detail::char_pages[number].load(std::memory_order_acquire);
  if (page == nullptr) page = detail::make_char_page(number);
  return page[c % detail::page_size];
}
/// The code points that a `char_many` character folds to; may be none.
std::u32string_view char_fold(const CharInfo& info);

inline bool is(char32_t c, std::uint16_t facts) {
  return (char_info(c).facts & facts) != 0;
}
inline bool is_apostrophe(char32_t c) {
  return c == U'\'' || c == U'\u2019' || c == U'\u2018' || c == U'\u201B' || c == U'\u02BC' ||
         c == U'\uFF07';
}

/// A decoded code point; `size` 0 at the end of the text. What is not UTF-8 is U+FFFD, a byte each.
struct Decoded {
  char32_t c = 0;
  std::uint32_t size = 0;
};
Decoded decode_wide(std::string_view text, std::size_t at);
inline Decoded decode_at(std::string_view text, std::size_t at) {
  if (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80)
    return {static_cast<unsigned char>(text[at]), 1};
  return decode_wide(text, at);
}
/// The code point that ends at `at`; `size` 0 at the begin of the text.
Decoded decode_before(std::string_view text, std::size_t at);
/// Writes UTF-8, at most 4 bytes; answers how many.
std::size_t encode(char32_t c, char* to);

/// Puts all of a range behind what is there.
template <class T, class Range>
void extend(std::vector<T>& all, const Range& some) {
  all.insert(all.end(), some.begin(), some.end());
}

/// A stretch of a text, in bytes.
struct Stretch {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  auto operator<=>(const Stretch&) const = default;
};

/// Whether no word goes on across `at`: for an end of a term that is a word character.
bool word_ends_at(std::string_view text, std::size_t at);
bool word_begins_at(std::string_view text, std::size_t at);
/// The same for tags and regexes, where an apostrophe is no part of a word.
bool plain_end_at(std::string_view text, std::size_t at);
bool plain_begin_at(std::string_view text, std::size_t at);
/// Whether the apostrophe at `at` is inside a word: between letters, no final 's, and not after an
/// elided first part of one or two letters.
bool apostrophe_joins(std::string_view text, std::size_t at);

/// Whether `at` is inside of a flag: between its two letters, each of which is a character of its
/// own (🇫🇷🇺🇸 holds no 🇷🇺). They pair from the first of their run on.
inline bool inside_flag(std::string_view text, std::size_t at) {
  constexpr std::string_view letter = "\xF0\x9F\x87";  // U+1F1E6 to U+1F1FF, and nothing else used
  if (!text.substr(at).starts_with(letter)) return false;
  std::size_t begin = at;
  while (begin >= 4 && text.substr(begin - 4).starts_with(letter)) begin -= 4;
  return (at - begin) % 8 != 0;
}

/// Words, for distances: maximal runs of word characters and inner apostrophes; each character of
/// a script written without spaces is one.
void find_words(std::string_view text, std::vector<Stretch>& words);
/// Whether at most so many of them begin and end in a stretch.
/// Cost       Looks at no more of it than it has to.
bool words_at_most(std::string_view text, Stretch between, int most);

}  // namespace tocsin::rules
