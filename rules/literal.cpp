#include "rules/literal.h"

#include <algorithm>

#include "engine/bounds.h"
#include "rules/fold.h"

namespace tocsin::rules {
namespace {

bool is_wildcard(char c) {
  return c == '*' || c == '?';
}

std::string trimmed(std::string text) {
  while (!text.empty() && text.back() == ' ') text.pop_back();
  text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
  return text;
}

/// Folds a term. A wildcard counts as a letter for the dash beside it: `anti-*` is `anti *`.
std::string fold_term(std::string_view written) {
  std::string text = fold(written);
  if (!std::ranges::any_of(text, is_wildcard)) return trimmed(text);
  const auto letterlike = [&](std::size_t at, bool before) {
    if (at > text.size()) return false;
    const Decoded d = before ? decode_before(text, at) : decode_at(text, at);
    return d.size > 0 && (is(d.c, char_letter | char_mark) ||
                          (d.c < 0x80 && is_wildcard(static_cast<char>(d.c))));
  };
  for (std::size_t at = 0; at < text.size();) {
    const Decoded d = decode_at(text, at);
    if (is(d.c, char_dash) && letterlike(at, true) && letterlike(at + d.size, false))
      text.replace(at, d.size, " ");
    at += is(d.c, char_dash) ? 1 : d.size;
  }
  return trimmed(text);
}

bool holds_unspaced(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Decoded d = decode_at(text, at);
    if (is(d.c, char_unspaced)) return true;
    at += d.size;
  }
  return false;
}

/// The text cut into literal and wildcard pieces.
std::vector<GlobPiece> pieces_of(std::string_view text) {
  std::vector<GlobPiece> pieces;
  for (const char c : text) {
    if (c == '*') {
      if (pieces.empty() || pieces.back().kind != GlobPiece::Kind::many)
        pieces.push_back({GlobPiece::Kind::many, {}});
    } else if (c == '?') {
      pieces.push_back({GlobPiece::Kind::one, {}});
    } else {
      if (pieces.empty() || pieces.back().kind != GlobPiece::Kind::text)
        pieces.push_back({GlobPiece::Kind::text, {}});
      pieces.back().text += c;
    }
  }
  return pieces;
}

/// Cuts at the longest literal piece. False: there is none.
bool cut_at_literal(const std::vector<GlobPiece>& pieces, TermPattern& out) {
  std::size_t best = pieces.size();
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (pieces[i].kind == GlobPiece::Kind::text && pieces[i].text != " " &&
        (best == pieces.size() || pieces[i].text.size() > pieces[best].text.size()))
      best = i;
  if (best == pieces.size()) return false;
  out.literal = pieces[best].text;
  for (std::size_t i = best; i-- > 0;) out.before.push_back(pieces[i]);
  for (std::size_t i = best + 1; i < pieces.size(); ++i) out.after.push_back(pieces[i]);
  return true;
}

bool wildcard_or_word(Decoded d) {
  return d.size > 0 && (is(d.c, char_word) || (d.c < 0x80 && is_wildcard(static_cast<char>(d.c))));
}

/// A `*` beside which a word has fewer than two characters would match nearly every word.
bool star_too_wide(std::string_view text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    std::size_t beside = 0;
    for (std::size_t at = 0; at < word.size();) {
      const Decoded d = decode_at(word, at);
      if (d.c != U'*' && d.c != U'#' && d.c != U'@' && d.c != U'$') ++beside;
      at += d.size;
    }
    if (word.find('*') != std::string_view::npos && beside < 2) return true;
    begin = end + 1;
  }
  return false;
}

std::expected<TermPattern, std::string> read_exact(const Term& term) {
  if (term.pattern.empty()) return std::unexpected("the term is empty: write what it should match");
  TermPattern out;
  out.kind = TermPattern::Kind::exact;
  out.original = term.pattern;
  out.literal = folded_core(term.pattern);
  out.in_urls = term.pattern.find_first_of("./") != std::string::npos;
  if (holds_unspaced(term.pattern)) return out;
  const std::string_view text = term.pattern;
  if (is(decode_at(text, 0).c, char_word)) out.left = Edge::word;
  if (is(decode_before(text, text.size()).c, char_word)) out.right = Edge::word;
  return out;
}

bool is_tag(std::string_view text) {
  return text.size() > 1 && (text[0] == '#' || text[0] == '@' || text[0] == '$') &&
         text.find(' ') == std::string_view::npos && wildcard_or_word(decode_at(text, 1));
}

}  // namespace

std::expected<TermPattern, std::string> read_pattern(const Term& term) {
  if (term.form == Term::Form::exact) return read_exact(term);
  TermPattern out;
  const std::string text = fold_term(term.pattern);
  if (text.empty())
    return std::unexpected(
        "nothing is left of this term when it is folded: write visible characters");
  if (star_too_wide(text)) return std::unexpected("`*` needs at least two characters beside it");
  if (std::ranges::count(text, '*') > bounds::wildcards_per_term)
    return std::unexpected("a term may hold at most " + std::to_string(bounds::wildcards_per_term) +
                           " `*`: split it into several");
  if (text[0] == '@' && term.pattern.find(' ') == std::string::npos && text.size() > 1) {
    out.kind = TermPattern::Kind::mention;
    // As written, since a fold makes the hyphen of a handle a space.
    out.handle = handle_at(term.pattern, term.pattern.find('@') + 1, HandleIn::term).folded;
  }
  if (!cut_at_literal(pieces_of(text), out))
    return std::unexpected("it holds only wildcards: write at least one character");
  out.in_urls = text.find_first_of("./") != std::string::npos;
  if (out.kind == TermPattern::Kind::mention) {
    // Only how it begins is scanned for: the handle is compared as a whole.
    out.literal = text.substr(0, text.find_first_of("*? "));
    out.before.clear();
    out.after.clear();
    if (out.literal.size() < 2)
      return std::unexpected("a mention begins with a character: write `'@acme*'`");
    return out;
  }
  if (is_tag(text)) {
    out.kind = TermPattern::Kind::hashtag;
    out.left = Edge::plain;
    out.right = holds_unspaced(text) ? Edge::none : Edge::plain;
    return out;
  }
  if (holds_unspaced(text)) return out;
  if (wildcard_or_word(decode_at(text, 0))) out.left = Edge::word;
  if (wildcard_or_word(decode_before(text, text.size()))) out.right = Edge::word;
  return out;
}

std::string folded_core(std::string_view original) {
  std::string best, run;
  const auto take = [&] {
    std::string folded = trimmed(fold(run));
    if (folded.size() > best.size()) best = std::move(folded);
    run.clear();
  };
  for (std::size_t at = 0; at < original.size();) {
    const Decoded d = decode_at(original, at);
    // Letters that combine with what follows them may fold otherwise there.
    const bool steady = is(d.c, char_word) && !is(d.c, char_joins) &&
                        (d.c < 0x80 || is(d.c, char_bare) || is(d.c, char_unspaced));
    if (steady)
      run.append(original.substr(at, d.size));
    else
      take();
    at += d.size;
  }
  take();
  return best;
}

}  // namespace tocsin::rules
