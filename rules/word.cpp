#include "rules/word.h"

#include <utility>

namespace tocsin::rules {

Decoded decode_wide(std::string_view text, std::size_t at) {
  if (at >= text.size()) return {};
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const std::uint32_t b = byte(0);
  if (b < 0x80) return {b, 1};
  if (b >= 0xC2 && b < 0xE0 && follows(1)) return {(b & 0x1FU) << 6 | (byte(1) & 0x3FU), 2};
  if (b >= 0xE0 && b < 0xF0 && follows(1) && follows(2)) {
    const char32_t c = (b & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
    if (c >= 0x800 && (c < 0xD800 || c > 0xDFFF)) return {c, 3};
  } else if (b >= 0xF0 && b < 0xF5 && follows(1) && follows(2) && follows(3)) {
    const char32_t c =
        (b & 0x07U) << 18 | (byte(1) & 0x3FU) << 12 | (byte(2) & 0x3FU) << 6 | (byte(3) & 0x3FU);
    if (c >= 0x10000 && c <= 0x10FFFF) return {c, 4};
  }
  return {U'\uFFFD', 1};
}

Decoded decode_before(std::string_view text, std::size_t at) {
  if (at == 0 || at > text.size()) return {};
  for (std::size_t back = 1; back <= 4 && back <= at; ++back) {
    if ((static_cast<unsigned char>(text[at - back]) & 0xC0U) == 0x80U) continue;
    const Decoded d = decode_at(text.substr(0, at), at - back);
    if (d.size == back) return d;
    break;
  }
  return {U'\uFFFD', 1};
}

std::size_t encode(char32_t c, char* to) {
  const auto put = [&](std::size_t i, std::uint32_t byte) { to[i] = static_cast<char>(byte); };
  if (c < 0x80) return put(0, c), 1;
  if (c < 0x800) return put(0, 0xC0U | c >> 6), put(1, 0x80U | (c & 0x3FU)), 2;
  if (c < 0x10000) {
    put(0, 0xE0U | c >> 12);
    put(1, 0x80U | (c >> 6 & 0x3FU));
    put(2, 0x80U | (c & 0x3FU));
    return 3;
  }
  put(0, 0xF0U | c >> 18);
  put(1, 0x80U | (c >> 12 & 0x3FU));
  put(2, 0x80U | (c >> 6 & 0x3FU));
  put(3, 0x80U | (c & 0x3FU));
  return 4;
}

namespace {

bool is_letter_or_mark(char32_t c) {
  const std::uint16_t facts = char_info(c).facts;
  return (facts & char_letter) || ((facts & char_mark) && !(facts & char_removed));
}

// One or two letters from the begin of a word up to `at`: the elided part of `l'abonnement`.
bool elided_before(std::string_view text, std::size_t at) {
  int letters = 0;
  for (;;) {
    const Decoded d = decode_before(text, at);
    if (d.size == 0) return letters > 0;
    if (is(d.c, char_letter)) {
      if (++letters > 2) return false;
    } else if (is_apostrophe(d.c)) {
      return letters > 0 && !is_letter_or_mark(decode_before(text, at - d.size).c);
    } else if (!is(d.c, char_mark)) {
      return letters > 0 && !is(d.c, char_word);
    }
    at -= d.size;
  }
}

bool final_s(std::string_view text, std::size_t at) {
  const Decoded s = decode_at(text, at);
  if (s.c != U's' && s.c != U'S') return false;
  const Decoded after = decode_at(text, at + s.size);
  if (is_apostrophe(after.c)) return !is(decode_at(text, at + s.size + after.size).c, char_letter);
  return !is(after.c, char_word);
}

}  // namespace

bool apostrophe_joins(std::string_view text, std::size_t at) {
  const Decoded mark = decode_at(text, at);
  const std::size_t after = at + mark.size;
  if (!is_letter_or_mark(decode_before(text, at).c)) return false;
  if (!is(decode_at(text, after).c, char_letter)) return false;
  return !final_s(text, after) && !elided_before(text, at);
}

bool word_ends_at(std::string_view text, std::size_t at) {
  const Decoded d = decode_at(text, at);
  if (d.size == 0) return true;
  if (is(d.c, char_word)) return false;
  return !is_apostrophe(d.c) || !apostrophe_joins(text, at);
}

bool word_begins_at(std::string_view text, std::size_t at) {
  const Decoded d = decode_before(text, at);
  if (d.size == 0) return true;
  if (is(d.c, char_word)) return false;
  return !is_apostrophe(d.c) || !apostrophe_joins(text, at - d.size);
}

bool plain_end_at(std::string_view text, std::size_t at) {
  return !is(decode_at(text, at).c, char_word);
}

bool plain_begin_at(std::string_view text, std::size_t at) {
  return !is(decode_before(text, at).c, char_word);
}

namespace {

constexpr auto ascii_word = [] {
  std::array<bool, 256> word{};
  for (unsigned c = 0; c < 128; ++c)
    word[c] = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
  return word;
}();

bool is_ascii_word(char c) {
  return ascii_word[static_cast<unsigned char>(c)];
}

/// Whether a word that is open before `at` goes on there.
bool goes_on(std::string_view text, std::size_t at) {
  const Decoded d = decode_at(text, at);
  if (is_apostrophe(d.c)) return is(decode_at(text, at + d.size).c, char_word);
  return is(d.c, char_word) && !is(d.c, char_unspaced);
}

/// Whether `at` is inside a word.
bool inside_word(std::string_view text, std::size_t at) {
  if (at == 0 || !goes_on(text, at)) return false;
  Decoded before = decode_before(text, at);
  if (is_apostrophe(before.c)) {
    if (is_apostrophe(decode_at(text, at).c)) return false;  // two of them end a word
    before = decode_before(text, at - before.size);
  }
  return is(before.c, char_word) && !is(before.c, char_unspaced);
}

/// Calls visit(begin, end) for each word that begins in the stretch, until it answers false; the
/// last one may end behind it, where `end` is none.
template <class Visit>
void each_word(std::string_view text, Stretch in, Visit&& visit) {
  constexpr std::uint32_t none = ~0U;
  bool open = inside_word(text, in.begin);
  std::uint32_t begin = none;  // of the open word; none: before the stretch
  const auto close = [&](std::size_t end) {
    return !std::exchange(open, false) || begin == none ||
           visit(begin, static_cast<std::uint32_t>(end));
  };
  const auto open_at = [&](std::size_t at) {
    if (!std::exchange(open, true)) begin = static_cast<std::uint32_t>(at);
  };
  for (std::size_t at = in.begin; at < in.end;) {
    if (is_ascii_word(text[at])) {
      open_at(at);
      while (at < in.end && is_ascii_word(text[at])) ++at;
      continue;
    }
    const Decoded d = decode_at(text, at);
    const std::size_t next = at + d.size;
    if (is(d.c, char_unspaced)) {
      if (!close(at) || !visit(static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(next)))
        return;
    } else if (is(d.c, char_word)) {
      open_at(at);
    } else if (!(open && is_apostrophe(d.c) && is(decode_at(text, next).c, char_word))) {
      if (!close(at)) return;
    }
    at = next;
  }
  close(goes_on(text, in.end) ? none : in.end);
}

}  // namespace

void find_words(std::string_view text, std::vector<Stretch>& words) {
  words.clear();
  each_word(text, {0, static_cast<std::uint32_t>(text.size())},
            [&](std::uint32_t begin, std::uint32_t end) {
              words.push_back({begin, end});
              return true;
            });
}

bool words_at_most(std::string_view text, Stretch between, int most) {
  // A word takes a byte, and what parts it from the next another.
  if (static_cast<int>((between.end - between.begin + 1) / 2) <= most) return true;
  int found = 0;
  each_word(text, between,
            [&](std::uint32_t, std::uint32_t end) { return end > between.end || ++found <= most; });
  return found <= most;
}

}  // namespace tocsin::rules
