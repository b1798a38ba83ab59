#include "rules/import/term_text.h"

#include <algorithm>
#include <utility>

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include "rules/fold.h"
#include "rules/word.h"

namespace tocsin::rules::importing {
namespace {

constexpr std::string_view word_character = "\\w";
constexpr std::string_view other_characters = "\\W+";

std::string encoded(char32_t c) {
  char bytes[4];
  return {bytes, encode(c, bytes)};
}

template <class Do>
void each(std::string_view text, Do&& what) {
  for (std::size_t at = 0; at < text.size();) {
    const Decoded d = decode_at(text, at);
    what(d.c, at);
    at += d.size;
  }
}

icu::UnicodeString decomposed(std::string_view text) {
  UErrorCode code = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(code);
  const auto unicode = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  return U_FAILURE(code) != 0 ? unicode : nfd->normalize(unicode, code);
}

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

bool is_wildcard(char32_t c) {
  return c == U'*' || c == U'?';
}

std::string escaped(char32_t c) {
  constexpr std::string_view meant = "\\^$.|?*+()[]{}/";
  const bool sign = c < 0x80 && meant.contains(static_cast<char>(c));
  return (sign ? "\\" : "") + encoded(c);
}

/// As it was written, or decomposed: both are the same letter to a reader.
std::string either_form(char32_t c) {
  const std::string composed = encoded(c);
  const std::string taken_apart = utf8(decomposed(composed));
  if (taken_apart == composed) return escaped(c);
  return "(?:" + composed + '|' + taken_apart + ')';
}

std::string composed(std::string_view text) {
  UErrorCode code = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(code);
  if (U_FAILURE(code) != 0) return std::string(text);
  return utf8(nfc->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(
                                 text.data(), static_cast<std::int32_t>(text.size()))),
                             code));
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is(decode_at(text, 0).c, char_space)) text.remove_prefix(1);
  while (!text.empty() && is(decode_before(text, text.size()).c, char_space))
    text.remove_suffix(decode_before(text, text.size()).size);
  return text;
}

bool begins_with_word(std::string_view text, Wildcards wildcards) {
  const char32_t c = decode_at(text, 0).c;
  return is(c, char_word) || (wildcards == Wildcards::yes && c == U'?');
}
bool ends_with_word(std::string_view text, Wildcards wildcards) {
  const char32_t c = decode_before(text, text.size()).c;
  return is(c, char_word) || (wildcards == Wildcards::yes && c == U'?');
}

bool is_unspaced(std::string_view text) {
  bool found = false;
  each(text, [&](char32_t c, std::size_t) { found = found || is(c, char_unspaced); });
  return found;
}

/// Boundaries as a term has them.
std::string bounded(std::string body, std::string_view text, Wildcards wildcards) {
  if (is_unspaced(text)) return body;
  if (begins_with_word(text, wildcards)) body = "\\b" + body;
  if (ends_with_word(text, wildcards)) body += "\\b";
  return body;
}

std::string folded_pattern(std::string_view text, Wildcards wildcards) {
  std::string body;
  each(text, [&](char32_t c, std::size_t) {
    if (wildcards == Wildcards::yes && is_wildcard(c))
      body += std::string(word_character) + (c == U'*' ? "*" : "");
    else
      body += escaped(c);
  });
  return '/' + bounded(std::move(body), text, wildcards) + '/';
}

/// A term takes a `*` only where a word begins or ends.
bool has_star_within(std::string_view text) {
  for (std::size_t at = text.find('*'); at != text.npos; at = text.find('*', at + 1)) {
    const bool begins = at == 0 || is(decode_before(text, at).c, char_space);
    const bool ends = at + 1 == text.size() || is(decode_at(text, at + 1).c, char_space);
    if (!begins && !ends) return true;
  }
  return false;
}

bool reads_otherwise(std::string_view text, Wildcards wildcards) {
  if (text.starts_with("exact:") || text.starts_with('/') || text.contains('\\')) return true;
  // A sign at the front makes a tag of the whole term.
  if (std::string_view("#@$").contains(text.front()) && text.contains(' ')) return true;
  if (wildcards == Wildcards::no) return text.find_first_of("*?") != text.npos;
  return has_star_within(text);
}

}  // namespace

std::string folded_term(std::string_view text, Wildcards wildcards) {
  text = trimmed(text);
  if (text.empty() || !reads_otherwise(text, wildcards)) return std::string(text);
  return folded_pattern(fold(text), wildcards);
}

std::string spelt_term(std::string_view text, Wildcards wildcards) {
  const std::string whole = composed(trimmed(text));
  std::string body;
  bool space = false;
  each(whole, [&](char32_t c, std::size_t) {
    if (is(c, char_space)) {
      space = true;
      return;
    }
    if (std::exchange(space, false)) body += "\\s+";
    if (wildcards == Wildcards::yes && is_wildcard(c))
      body += std::string(word_character) + (c == U'*' ? "*" : "");
    else
      body += is_apostrophe(c) ? std::string("(?:'|’)") : either_form(c);
  });
  // The flag stands within the boundaries: only at the ends of a pattern are they Unicode's.
  return '/' + bounded("(?i:" + body + ')', whole, wildcards) + "/x";
}

std::string exact_term(std::string_view text) {
  return "exact:\"" + std::string(text) + '"';
}

std::string adjacent_term(std::string_view words) {
  const std::string text = fold(words);
  std::string body;
  bool apart = false;
  each(text, [&](char32_t c, std::size_t) {
    if (!is(c, char_word) && !is_wildcard(c)) {
      apart = true;
      return;
    }
    if (std::exchange(apart, false) && !body.empty()) body += other_characters;
    if (is_wildcard(c))
      body += std::string(word_character) + (c == U'*' ? "*" : "");
    else
      body += escaped(c);
  });
  // Punctuation at its ends asks for nothing.
  std::string_view ends = text;
  const auto stands = [](char32_t c) { return is(c, char_word) || is_wildcard(c); };
  while (!ends.empty() && !stands(decode_at(ends, 0).c))
    ends.remove_prefix(decode_at(ends, 0).size);
  while (!ends.empty() && !stands(decode_before(ends, ends.size()).c))
    ends.remove_suffix(decode_before(ends, ends.size()).size);
  return '/' + bounded(std::move(body), ends, Wildcards::yes) + '/';
}

bool has_accents(std::string_view text) {
  const std::string apart = utf8(decomposed(text));
  char32_t before = 0;
  bool found = false;
  each(apart, [&](char32_t c, std::size_t) {
    found = found || (is(c, char_mark) && is(before, char_bare));
    before = c;
  });
  return found;
}

bool has_inner_hyphen(std::string_view text) {
  bool found = false;
  each(text, [&](char32_t c, std::size_t at) {
    const std::size_t behind = at + decode_at(text, at).size;
    found = found || (is(c, char_dash) && is(decode_before(text, at).c, char_letter) &&
                      is(decode_at(text, behind).c, char_letter));
  });
  return found;
}

bool says_something(std::string_view text) {
  bool found = false;
  each(text, [&](char32_t c, std::size_t) {
    found = found || is(c, char_word) || (c >= 0x80 && !is(c, char_space | char_removed));
  });
  return found;
}

std::string in_expression(std::string_view term) {
  if (term.starts_with('/') && term.size() > 1) return std::string(term);
  const std::string_view prefix = "exact:\"";
  const bool exact = term.starts_with(prefix);
  const std::string_view inside =
      exact ? term.substr(prefix.size(), term.size() - prefix.size() - 1) : term;
  std::string out(exact ? prefix : "\"");
  for (const char c : inside) {
    if (c == '"') out += '\\';
    out += c;
  }
  return out + '"';
}

bool fits_in_condition(std::string_view text) {
  return !text.contains('"');
}

}  // namespace tocsin::rules::importing
