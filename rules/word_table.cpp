// What ICU says of each code point, gathered in pages that are made when first asked for.
#include <array>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <string>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "rules/word.h"

namespace tocsin::rules {

std::array<std::atomic<const CharInfo*>, 0x110000 / detail::page_size> detail::char_pages;

namespace {

using detail::page_size;
using Page = std::array<CharInfo, page_size>;

std::mutex making;

const icu::Normalizer2& normalizer(const icu::Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode code = U_ZERO_ERROR;
  const icu::Normalizer2* n = get(code);
  if (U_FAILURE(code) || n == nullptr)
    throw std::runtime_error(std::string("ICU has no normalisation data: ") + u_errorName(code) +
                             "; reinstall libicu");
  return *n;
}
const icu::Normalizer2& nfkc_casefold() {
  static const auto& n =
      normalizer([](UErrorCode& e) { return icu::Normalizer2::getNFKCCasefoldInstance(e); });
  return n;
}
const icu::Normalizer2& nfd() {
  static const auto& n =
      normalizer([](UErrorCode& e) { return icu::Normalizer2::getNFDInstance(e); });
  return n;
}

bool is_mark(char32_t c) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_M_MASK) != 0;
}

UScriptCode script_of(char32_t c) {
  UErrorCode code = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &code);
}

bool is_bare(char32_t c) {
  if ((U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_L_MASK) == 0) return false;
  const UScriptCode s = script_of(c);
  return s == USCRIPT_LATIN || s == USCRIPT_GREEK || s == USCRIPT_CYRILLIC;
}

bool is_unspaced(char32_t c) {
  switch (script_of(c)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_KHMER:
    case USCRIPT_LAO:
    case USCRIPT_MYANMAR:
      return true;
    default:
      return false;
  }
}

bool is_removed(char32_t c) {
  const auto u = static_cast<UChar32>(c);
  return u_charType(u) == U_FORMAT_CHAR ||
         u_hasBinaryProperty(u, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

char32_t plain_quote(char32_t c) {
  if (c >= 0x2018 && c <= 0x201B) return U'\'';
  if (c == 0x02BC) return U'\'';
  if (c >= 0x201C && c <= 0x201F) return U'"';
  return c;
}

std::uint16_t facts_of(char32_t c) {
  const auto u = static_cast<UChar32>(c);
  const std::uint32_t category = U_GET_GC_MASK(u);
  std::uint32_t facts = 0;
  const auto set = [&](bool holds, CharFact fact) {
    if (holds) facts |= fact;
  };
  const bool removed = is_removed(c);
  set(category & U_GC_L_MASK, char_letter);
  set(category & U_GC_M_MASK, char_mark);
  // What nobody sees is part of no word, also where it is a mark: `❤️` ends in a selector.
  const bool word = (category & (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK)) || c == U'_';
  set(word && !removed, char_word);
  set(u_isUWhiteSpace(u), char_space);
  set(category & U_GC_PD_MASK, char_dash);
  set(is_bare(c), char_bare);
  set(removed, char_removed);
  set(is_unspaced(c), char_unspaced);
  set(u_hasBinaryProperty(u, UCHAR_EMOJI_MODIFIER_BASE), char_toned);
  set(u_hasBinaryProperty(u, UCHAR_EMOJI_MODIFIER), char_tone);
  set(u_hasBinaryProperty(u, UCHAR_VARIATION_SELECTOR), char_selector);
  set(category & (U_GC_LU_MASK | U_GC_LT_MASK), char_upper);
  set(!nfkc_casefold().hasBoundaryBefore(u), char_joins);
  return static_cast<std::uint16_t>(facts);
}

/// A code point alone through the fold, without what depends on its neighbours.
std::u32string fold_alone(char32_t c) {
  if (is_removed(c)) return {};
  UErrorCode code = U_ZERO_ERROR;
  const icu::UnicodeString folded =
      nfkc_casefold().normalize(icu::UnicodeString(static_cast<UChar32>(c)), code);
  std::u32string out;
  bool after_bare = false;
  for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 one = folded.char32At(i);
    if (is_removed(static_cast<char32_t>(one))) continue;
    const icu::UnicodeString parts = nfd().normalize(icu::UnicodeString(one), code);
    const auto base = static_cast<char32_t>(parts.char32At(0));
    if (is_mark(base) && after_bare) continue;
    if (!is_mark(base)) after_bare = is_bare(base);
    out += plain_quote(after_bare ? base : static_cast<char32_t>(one));
  }
  return out;
}

// Never moved: a reader may hold a place in it while a page is made.
std::array<char32_t, 1 << 16> pool;
std::size_t pool_used = 0;

CharInfo info_of(char32_t c) {
  CharInfo info{.fold = c, .facts = facts_of(c)};
  const std::u32string folded =
      c < 0xD800 || c > 0xDFFF ? fold_alone(c) : std::u32string(1, U'\uFFFD');
  if (folded.size() == 1) {
    info.fold = folded[0];
    info.fold_facts = facts_of(folded[0]);
    return info;
  }
  if (pool_used + folded.size() > pool.size() || folded.size() > 255)
    throw std::logic_error("the pool of folded characters is too small");
  info.facts |= char_many;
  info.fold = static_cast<char32_t>(pool_used << 8 | folded.size());
  for (const char32_t f : folded) pool[pool_used++] = f;
  return info;
}

}  // namespace

const CharInfo* detail::make_char_page(std::size_t number) {
  const std::scoped_lock lock(making);
  if (const CharInfo* made = char_pages[number].load(std::memory_order_relaxed)) return made;
  // Lives as long as the process: tables of a program, not of an object.
  static std::array<std::unique_ptr<const Page>, 0x110000 / page_size> owned;
  auto page = std::make_unique<Page>();
  for (std::size_t i = 0; i < page_size; ++i)
    (*page)[i] = info_of(static_cast<char32_t>(number * page_size + i));
  owned[number] = std::move(page);
  char_pages[number].store(owned[number]->data(), std::memory_order_release);
  return owned[number]->data();
}

std::u32string_view char_fold(const CharInfo& info) {
  return {pool.data() + (info.fold >> 8), info.fold & 0xFFU};
}

}  // namespace tocsin::rules
