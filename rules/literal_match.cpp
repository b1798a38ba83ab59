// What must stand around a literal: edges, wildcards, handles.
#include <algorithm>

#include "engine/bounds.h"
#include "rules/fold.h"
#include "rules/literal.h"

namespace tocsin::rules {
namespace {

bool begins(Edge edge, std::string_view text, std::size_t at) {
  return edge == Edge::none ||
         (edge == Edge::word ? word_begins_at(text, at) : plain_begin_at(text, at));
}
bool ends(Edge edge, std::string_view text, std::size_t at) {
  return edge == Edge::none ||
         (edge == Edge::word ? word_ends_at(text, at) : plain_end_at(text, at));
}

/// Walks over characters of a word, to the left or to the right.
class Side {
 public:
  Side(std::string_view text, bool forward) : text_(text), forward_(forward) {}

  /// One word character or inner apostrophe from `at`; nullopt where the word ends.
  std::optional<std::size_t> step(std::size_t at, bool apostrophes) const {
    const Decoded d = forward_ ? decode_at(text_, at) : decode_before(text_, at);
    if (d.size == 0) return std::nullopt;
    const std::size_t begin = forward_ ? at : at - d.size;
    if (!is(d.c, char_word) &&
        !(apostrophes && is_apostrophe(d.c) && apostrophe_joins(text_, begin)))
      return std::nullopt;
    return forward_ ? at + d.size : begin;
  }
  std::optional<std::size_t> skip(std::size_t at, std::string_view piece) const {
    if (forward_)
      return text_.substr(at).starts_with(piece) ? std::optional(at + piece.size()) : std::nullopt;
    return text_.substr(0, at).ends_with(piece) ? std::optional(at - piece.size()) : std::nullopt;
  }
  bool edge(Edge edge, std::size_t at) const {
    return forward_ ? ends(edge, text_, at) : begins(edge, text_, at);
  }

 private:
  std::string_view text_;
  bool forward_;
};

/// The far end of the pieces from `at`, taking the longest; nullopt where they do not match.
std::optional<std::size_t> reach(const Side& side, std::span<const GlobPiece> pieces, Edge edge,
                                 std::size_t at) {
  if (pieces.empty()) return side.edge(edge, at) ? std::optional(at) : std::nullopt;
  const GlobPiece& piece = pieces.front();
  const auto rest = pieces.subspan(1);
  if (piece.kind == GlobPiece::Kind::text) {
    const auto next = side.skip(at, piece.text);
    return next ? reach(side, rest, edge, *next) : std::nullopt;
  }
  if (piece.kind == GlobPiece::Kind::one) {
    const auto next = side.step(at, false);
    return next ? reach(side, rest, edge, *next) : std::nullopt;
  }
  std::optional<std::size_t> found = reach(side, rest, edge, at);
  for (std::size_t n = 0; n < bounds::wildcard_chars; ++n) {
    const auto next = side.step(at, edge != Edge::plain);
    if (!next) break;
    at = *next;
    if (const auto further = reach(side, rest, edge, at)) found = further;
  }
  return found;
}

}  // namespace

std::optional<Stretch> matches_at(const TermPattern& pattern, std::string_view text,
                                  std::size_t at) {
  if (inside_flag(text, at)) return std::nullopt;
  const auto begin = reach(Side(text, false), pattern.before, pattern.left, at);
  if (!begin) return std::nullopt;
  const auto end =
      reach(Side(text, true), pattern.after, pattern.right, at + pattern.literal.size());
  if (!end) return std::nullopt;
  return Stretch{static_cast<std::uint32_t>(*begin), static_cast<std::uint32_t>(*end)};
}

void find_exact(const TermPattern& pattern, std::string_view text, std::vector<Stretch>& found) {
  found.clear();
  const std::string_view wanted = pattern.original;
  for (std::size_t at = text.find(wanted); at != std::string_view::npos;
       at = text.find(wanted, at + 1))
    if (begins(pattern.left, text, at) && ends(pattern.right, text, at + wanted.size()) &&
        !inside_flag(text, at))
      found.push_back(
          {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + wanted.size())});
}

void find_pattern(const TermPattern& pattern, std::string_view folded,
                  std::vector<Stretch>& found) {
  found.clear();
  const std::string_view wanted = pattern.literal;
  const bool tag = pattern.kind == TermPattern::Kind::hashtag;
  for (std::size_t at = folded.find(wanted); at != std::string_view::npos;
       at = folded.find(wanted, at + 1))
    if (!tag || plain_begin_at(folded, at))
      if (const auto place = matches_at(pattern, folded, at)) found.push_back(*place);
}

bool matches_whole(std::string_view wildcards, std::string_view text) {
  std::size_t w = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (w < wildcards.size() && wildcards[w] == '*') {
      star = w++;
      mark = t;
    } else if (w < wildcards.size() && wildcards[w] == '?') {
      ++w;
      t += std::max(decode_at(text, t).size, 1U);
    } else if (w < wildcards.size() && wildcards[w] == text[t]) {
      ++w;
      ++t;
    } else if (star != std::string_view::npos) {
      w = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  return wildcards.find_first_not_of('*', w) == std::string_view::npos;
}

namespace {

/// A hyphen, as it is typed in a name; no longer dash, which parts sentences.
bool is_hyphen(char32_t c) {
  return c == U'-' || c == U'\u2010' || c == U'\u2011' || c == U'\uFE63' || c == U'\uFF0D';
}

/// How far a name of letters, digits, `_ . -` goes; it ends with none of `.` and `-`, and before an
/// ellipsis of dots.
std::size_t name_end(std::string_view text, std::size_t at, bool wildcards) {
  std::size_t end = at;
  char32_t before = 0;
  while (at < text.size()) {
    const Decoded d = decode_at(text, at);
    const bool inner = d.c == U'.' || is_hyphen(d.c) || is(d.c, char_removed);
    if (!inner && !is(d.c, char_word) && !(wildcards && (d.c == U'*' || d.c == U'?'))) break;
    if (d.c == U'.' && before == U'.') break;
    before = d.c;
    at += d.size;
    if (!inner) end = at;
  }
  return end;
}

std::string fold_between_dashes(std::string_view text) {
  std::string out;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const Decoded d = decode_at(text, at);
    if (d.size == 0 || is(d.c, char_dash) || d.c == U'@') {
      out += fold(text.substr(begin, at - begin));
      if (d.size > 0) out += d.c == U'@' ? '@' : '-';
      begin = at + d.size;
    }
    at += std::max(d.size, 1U);
  }
  return out;
}

}  // namespace

void fold_name(std::string_view name, std::string& out) {
  out.clear();
  for (const char c : name) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      out = fold_between_dashes(name);
      return;
    }
    const bool upper = c >= 'A' && c <= 'Z';
    const char lower = upper ? static_cast<char>(c | 0x20) : c;
    const std::size_t n = out.size();
    const bool third =
        lower >= 'a' && lower <= 'z' && n > 1 && out[n - 1] == lower && out[n - 2] == lower;
    if (!third) out += lower;
  }
}

Handle handle_at(std::string_view text, std::size_t behind_sign, HandleIn where) {
  const bool wildcards = where == HandleIn::term;
  std::size_t end = name_end(text, behind_sign, wildcards);
  if (end > behind_sign && decode_at(text, end).c == U'@') {
    const std::size_t host = name_end(text, end + 1, wildcards);
    if (host > end + 1) end = host;
  }
  Handle handle{{}, end};
  fold_name(text.substr(behind_sign, end - behind_sign), handle.folded);
  return handle;
}

bool whole_tag(const TermPattern& pattern, std::string_view tag) {
  std::string text = pattern.literal.substr(0, 1);
  text += tag;
  for (std::size_t at = text.find(pattern.literal); at != std::string::npos;
       at = text.find(pattern.literal, at + 1))
    if (matches_at(pattern, text, at) == Stretch{0, static_cast<std::uint32_t>(text.size())})
      return true;
  return false;
}

bool names_handle(std::string_view wanted, std::string_view handle) {
  if (wanted.find('@') == std::string_view::npos) handle = handle.substr(0, handle.find('@'));
  return matches_whole(wanted, handle);
}

}  // namespace tocsin::rules
