// The oracle's own view of text: folding and what a word is.
#include "oracle_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include "oracle.h"

namespace oracle {

Text from_utf8(const std::string& text) {
  const icu::UnicodeString s = icu::UnicodeString::fromUTF8(text);
  Text out;
  for (int i = 0; i < s.length(); i = s.moveIndex32(i, 1))
    out += static_cast<char32_t>(s.char32At(i));
  return out;
}

namespace {
icu::UnicodeString to_icu(const Text& text) {
  icu::UnicodeString s;
  for (const char32_t c : text) s.append(static_cast<UChar32>(c));
  return s;
}
Text normalized(const Text& text, const icu::Normalizer2* n) {
  UErrorCode code = U_ZERO_ERROR;
  std::string utf8;
  n->normalize(to_icu(text), code).toUTF8String(utf8);
  return from_utf8(utf8);
}
bool category(char32_t c, std::uint32_t mask) {
  return U_GET_GC_MASK(static_cast<UChar32>(c)) & mask;
}
bool has(char32_t c, UProperty p) {
  return u_hasBinaryProperty(static_cast<UChar32>(c), p);
}
UScriptCode script(char32_t c) {
  UErrorCode code = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &code);
}
}  // namespace

std::string to_utf8(const Text& text) {
  std::string out;
  to_icu(text).toUTF8String(out);
  return out;
}

bool is_letter(char32_t c) {
  return category(c, U_GC_L_MASK);
}
bool is_mark(char32_t c) {
  return category(c, U_GC_M_MASK);
}
bool is_word_char(char32_t c) {
  return is_letter(c) || is_mark(c) || category(c, U_GC_ND_MASK) || c == U'_';
}
bool is_quote(char32_t c) {
  return c == U'\'' || c == U'’' || c == U'‘' || c == U'ʼ' || c == U'＇' || c == U'‛';
}
bool is_format(char32_t c) {
  return category(c, U_GC_CF_MASK) || has(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}
bool is_unspaced(char32_t c) {
  const UScriptCode s = script(c);
  return s == USCRIPT_HAN || s == USCRIPT_HIRAGANA || s == USCRIPT_KATAKANA || s == USCRIPT_THAI ||
         s == USCRIPT_KHMER || s == USCRIPT_LAO || s == USCRIPT_MYANMAR;
}

Text fold(const std::string& utf8) {
  UErrorCode code = U_ZERO_ERROR;
  Text text = normalized(from_utf8(utf8), icu::Normalizer2::getNFKCCasefoldInstance(code));
  // Format characters go.
  std::erase_if(text, is_format);
  // Marks of Latin, Greek and Cyrillic letters go.
  Text bare;
  bool drops = false;
  for (const char32_t c : text) {
    const Text parts = normalized(Text(1, c), icu::Normalizer2::getNFDInstance(code));
    if (is_mark(parts[0])) {
      if (!drops) bare += c;
      continue;
    }
    const UScriptCode s = script(parts[0]);
    drops =
        is_letter(parts[0]) && (s == USCRIPT_LATIN || s == USCRIPT_GREEK || s == USCRIPT_CYRILLIC);
    bare += drops ? parts[0] : c;
  }
  text = bare;
  // Quotes become plain, white space becomes spaces.
  for (char32_t& c : text) {
    if (is_quote(c)) c = U'\'';
    if (c == U'“' || c == U'”' || c == U'„' || c == U'‟') c = U'"';
    if (c == U'‚') c = U'\'';
    if (u_isUWhiteSpace(static_cast<UChar32>(c))) c = U' ';
  }
  // Skin tones behind an emoji that takes one go.
  Text toneless;
  for (const char32_t c : text)
    if (!has(c, UCHAR_EMOJI_MODIFIER) || toneless.empty() ||
        !has(toneless.back(), UCHAR_EMOJI_MODIFIER_BASE))
      toneless += c;
  text = toneless;
  // A dash between two letters becomes a space.
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (!category(text[i], U_GC_PD_MASK) || !is_letter(text[i + 1])) continue;
    std::size_t before = i;
    while (before > 0 && is_mark(text[before - 1])) --before;
    if (before > 0 && is_letter(text[before - 1])) text[i] = U' ';
  }
  // Runs of white space become one, runs of a letter two.
  Text out;
  for (const char32_t c : text) {
    if (c == U' ' && !out.empty() && out.back() == U' ') continue;
    if (is_letter(c) && out.size() > 1 && out.back() == c && out[out.size() - 2] == c) continue;
    out += c;
  }
  return out;
}

/// Whether the apostrophe at `at` keeps a word together.
bool keeps_together(const Text& text, std::size_t at) {
  if (at == 0 || at + 1 >= text.size()) return false;
  if (!is_letter(text[at - 1]) && !is_mark(text[at - 1])) return false;
  if (!is_letter(text[at + 1])) return false;
  // A final 's.
  const auto goes_on = [&](std::size_t i) {
    if (i >= text.size()) return false;
    if (is_word_char(text[i])) return true;
    return is_quote(text[i]) && i + 1 < text.size() && is_letter(text[i + 1]);
  };
  if ((text[at + 1] == U's' || text[at + 1] == U'S') && !goes_on(at + 2)) return false;
  // An elided first part of one or two letters.
  std::size_t begin = at;
  while (begin > 0 && (is_letter(text[begin - 1]) || is_mark(text[begin - 1]))) --begin;
  std::size_t letters = 0;
  for (std::size_t i = begin; i < at; ++i) letters += is_letter(text[i]);
  if (letters == 1 || letters == 2) {
    if (begin == 0) return false;
    const char32_t before = text[begin - 1];
    const bool in_word =
        is_word_char(before) ||
        (is_quote(before) && begin > 1 && (is_letter(text[begin - 2]) || is_mark(text[begin - 2])));
    if (!in_word) return false;
  }
  return true;
}

bool boundary(const Text& text, std::size_t at, Side side) {
  if (side == Side::right) {
    if (at >= text.size()) return true;
    if (is_word_char(text[at])) return false;
    return !is_quote(text[at]) || !keeps_together(text, at);
  }
  if (at == 0) return true;
  if (is_word_char(text[at - 1])) return false;
  return !is_quote(text[at - 1]) || !keeps_together(text, at - 1);
}

std::vector<Place> words_of(const Text& text) {
  std::vector<Place> out;
  for (std::size_t i = 0; i < text.size();) {
    if (is_unspaced(text[i])) {
      out.push_back({i, i + 1});
      ++i;
      continue;
    }
    std::size_t end = i;
    const auto plain = [&](std::size_t k) {
      return k < text.size() && is_word_char(text[k]) && !is_unspaced(text[k]);
    };
    while (plain(end) || (end > i && end < text.size() && is_quote(text[end]) &&
                          end + 1 < text.size() && is_word_char(text[end + 1])))
      ++end;
    if (end > i) out.push_back({i, end});
    i = std::max(end, i + 1);
  }
  return out;
}

}  // namespace oracle
