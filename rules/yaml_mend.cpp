#include "rules/yaml_mend.h"

#include <algorithm>
#include <cctype>

#include "engine/bounds.h"
#include "rules/bounds.h"
#include "rules/excerpt.h"
#include "rules/yaml.h"
#include "rules/yaml_mender.h"

namespace tocsin::rules::yaml {
namespace {

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

}  // namespace

std::string_view why_special(char first) {
  switch (first) {
    case '*':
      return "begins with `*`, which YAML reads as an alias (not allowed here)";
    case '#':
      return "begins with `#`, which YAML reads as a comment";
    case '@':
      return "begins with `@`, which YAML reserves";
    case '`':
      return "begins with a backquote, which YAML reserves";
    case '&':
      return "begins with `&`, which YAML reads as an anchor (not allowed here)";
    case '!':
      return "begins with `!`, which YAML reads as a tag (not allowed here)";
    case '%':
      return "begins with `%`, which YAML reads as a directive";
    case '|':
    case '>':
      return "begins with `|` or `>`, which YAML reads as a block of text";
    case '?':
      return "begins with `?`, which YAML reads as a key";
    case ',':
    case ']':
    case '}':
      return "begins with a bracket or comma, which YAML reads as part of a list";
    default:
      return {};
  }
}

Mended mend(ProblemSink& problems) {
  return Mender(problems).run();
}

Mended Mender::run() {
  while (at_ < text_.size()) line();
  return std::move(mended_);
}

void Mender::line() {
  line_begin_ = at_;
  skip_blanks();
  const std::string_view rest = text_.substr(at_);
  const bool marker = at_ == line_begin_ && (rest.starts_with("---") || rest.starts_with("...") ||
                                             rest.starts_with("%YAML "));
  if (at(at_) != '\n' && at(at_) != '#' && !marker) {
    const int indent = column(at_);
    if (indent < deep_from_) deep_from_ = deep_to_ = -1;
    indentation();
    content(indent);
  }
  at_ = std::min(line_end(at_) + 1, text_.size());
}

void Mender::indentation() {
  const std::string_view indent = text_.substr(line_begin_, at_ - line_begin_);
  const std::size_t tab = indent.find('\t');
  if (tab == std::string_view::npos) {
    if (deep_from_ < 0) return;
    const int meant = std::max(0, static_cast<int>(indent.size()) - deep_from_ + deep_to_);
    return replace(line_begin_, at_, std::string(static_cast<std::size_t>(meant), ' '));
  }
  sink_.error(line_begin_ + tab, "tab",
              "a tab indents this line: write spaces, two for each level");
  std::string spaces;
  for (const char c : indent) spaces += c == '\t' ? "  " : " ";
  replace(line_begin_, at_, spaces);
}

int Mender::column(std::size_t i) const {
  int column = 0;
  for (std::size_t k = line_begin_; k < i; ++k) column += text_[k] == '\t' ? 2 : 1;
  return column;
}

void Mender::content(int parent) {
  Position position = Position::start;
  for (int depth = 0; at(at_) == '-' && ends(at_ + 1); ++depth) {
    if (depth == bounds::yaml_depth_read) return too_deep(at_);
    parent = column(at_);
    ++at_;
    skip_blanks();
    position = Position::entry;
    if (at(at_) == '\n') return;
  }
  value(position == Position::start ? parent - 1 : parent, position);
}

void Mender::too_deep(std::size_t where) {
  if (!mended_.too_deep)
    sink_.error(where, "too-deep",
                "this is nested deeper than " + std::to_string(bounds::yaml_depth) +
                    " levels: make it flatter");
  mended_.too_deep = mended_.cut = true;
  at_ = text_.size();
}

void Mender::value(int parent, Position position) {
  const char c = at(at_);
  if (c == '#') return hash(parent, position);
  if (c == '\'' || c == '"') return quoted_value(position);
  if (c == '[' || c == '{') return flow_value(parent);
  if (c == '|' || c == '>') return block_text(parent);
  if (c == '?' && position == Position::start && !ends(at_ + 1)) return plain(parent, position);
  if (const auto why = why_special(c); !why.empty()) return unquoted_rest(why);
  plain(parent, position);
}

/// `#` directly before a word is a hashtag, unless deeper lines show that a comment was meant.
void Mender::hash(int parent, Position position) {
  bool tag = !ends(at_ + 1) && at(at_ + 1) != '#' && position != Position::start;
  if (tag && position == Position::keyed) {
    std::size_t next = line_end(at_) + 1;
    while (next < text_.size() && at(next) == '\n') ++next;
    std::size_t first = next;
    while (blank(first)) ++first;
    const int indent = static_cast<int>(first - next);
    const bool entry_below = at(first) == '-' && indent >= parent;
    if (first < text_.size() && (indent > parent || entry_below)) tag = false;
  }
  if (tag) unquoted_rest(why_special('#'));
}

void Mender::quoted_value(Position position) {
  const std::size_t open = at_;
  const std::size_t close = closing_quote(open);
  if (close == std::string_view::npos) return missing_quote(open, rest_end(open));
  mend_escapes(open, close);
  at_ = close + 1;
  skip_blanks();
  if (at(at_) == '\n' || at(at_) == '#') return;
  if (at(at_) == ':' && ends(at_ + 1) && position != Position::keyed)
    return after_key(at_, column(open));
  rest_behind_quote(open, close, position);
}

/// `'I'm leaving'`, `"no signal" AND brand`: text goes on behind what closes the quote.
void Mender::rest_behind_quote(std::size_t open, std::size_t close, Position position) {
  if (text_.substr(open, close - open).contains('\n')) return;
  const std::size_t end = rest_end(open);
  const std::string_view raw = text_.substr(open, end - open);
  const bool apostrophe = at(open) == '\'' && is_letter(at(close - 1)) && is_letter(at(close + 1));
  const bool wraps = apostrophe && raw.size() > 2 && raw.back() == '\'';
  std::string meant(wraps ? raw.substr(1, raw.size() - 2) : raw);
  // `'one term' OR another`: inline terms stand in double quotes.
  if (position == Position::keyed && at(open) == '\'' && !wraps)
    meant[0] = meant[close - open] = '"';
  const std::string form = in_quotes(meant);
  sink_.error(open, "unquoted",
              (apostrophe ? "the apostrophe closes the quote that opens here: write "
                          : "text goes on behind the closing quote: put the whole into quotes, ") +
                  excerpt(form));
  replace(open, end, form);
  at_ = end;
}

void Mender::after_key(std::size_t colon, int key_column) {
  at_ = colon + 1;
  skip_blanks();
  if (at(at_) != '\n') value(key_column, Position::keyed);
}

/// A bracket that is closed on its line with text behind it is text: `[urgent] refund`.
void Mender::flow_value(int parent) {
  int depth = 0;
  for (std::size_t i = at_; i < line_end(at_); ++i) {
    if (at(i) == '\'' || at(i) == '"') break;
    if (at(i) == '[' || at(i) == '{') ++depth;
    if (at(i) != ']' && at(i) != '}') continue;
    if (--depth > 0) continue;
    std::size_t next = i + 1;
    while (blank(next)) ++next;
    if (at(next) != '\n' && at(next) != '#' && at(next) != ',' && at(next) != ':')
      return unquoted_rest("begins with a bracket, which YAML reads as a list or mapping");
    break;
  }
  flow(parent, 0);
}

void Mender::block_text(int parent) {
  std::size_t header = at_ + 1;
  while (at(header) == '-' || at(header) == '+') ++header;
  while (blank(header)) ++header;
  if (at(header) != '\n' && at(header) != '#') return unquoted_rest(why_special('|'));
  at_ = line_end(at_);
  while (at_ < text_.size()) {
    std::size_t first = at_ + 1;
    while (at(first) == ' ' || at(first) == '\r') ++first;
    if (first < text_.size() && at(first) != '\n' && static_cast<int>(first - at_ - 1) <= parent)
      return;
    at_ = line_end(std::min(at_ + 1, text_.size()));
  }
}

void Mender::plain(int parent, Position position) {
  const std::size_t begin = at_;
  const std::size_t end = rest_end(begin);
  if (position == Position::entry && at(begin) == '/' && end > begin + 1 &&
      (at(end - 1) == '/' || text_.substr(begin, end - begin).ends_with("/x")))
    return unquoted_rest("is a regex, which is written in single quotes");
  for (std::size_t i = begin; i < line_end(begin); ++i) {
    if (at(i) == '#' && blank(i - 1) && i > begin) {
      if (position == Position::entry && !ends(i + 1))
        return unquoted(begin, line_end(begin), "holds ` #`, which YAML reads as a comment");
      break;
    }
    if (at(i) != ':' || !ends(i + 1)) continue;
    const bool words = text_.substr(begin, i - begin).find_first_of(" ,") != std::string_view::npos;
    if (position == Position::keyed || (position == Position::entry && words))
      return unquoted_rest("holds a `:` before a space, which YAML reads as a key");
    return after_key(i, column(begin));
  }
  at_ = line_end(begin);
  continuation(parent);
}

/// Deeper lines below a value belong to it, unless they look like keys.
void Mender::continuation(int parent) {
  while (at_ < text_.size()) {
    const std::size_t next = at_ + 1;
    std::size_t first = next;
    while (blank(first)) ++first;
    if (first >= text_.size()) return;
    if (at(first) != '\n') {
      if (static_cast<int>(first - next) <= parent || at(first) == '#') return;
      line_begin_ = next;
      at_ = first;
      if (too_deep_key(parent)) return;
    }
    at_ = line_end(first);
  }
}

bool Mender::too_deep_key(int parent) {
  std::size_t end = at_;
  while (is_letter(at(end)) || at(end) == '_' || at(end) == '-') ++end;
  if (end == at_ || at(end) != ':' || !ends(end + 1)) return false;
  sink_.error(at_, "indentation",
              ticked(text_.substr(at_, end - at_)) +
                  " is indented deeper than the key above it: begin it in column " +
                  std::to_string(parent + 1));
  deep_from_ = column(at_);
  deep_to_ = parent;
  at_ = line_begin_ - 1;
  return true;
}

void Mender::unquoted_rest(std::string_view why) {
  unquoted(at_, rest_end(at_), why);
}

void Mender::unquoted(std::size_t begin, std::size_t end, std::string_view why) {
  while (end > begin + 1 && blank(end - 1)) --end;
  const std::string_view raw = text_.substr(begin, end - begin);
  sink_.error(
      begin, "unquoted",
      ticked(raw) + ' ' + std::string(why) + ": write it in quotes, " + excerpt(in_quotes(raw)),
      Fix{"write it in quotes", std::string(raw), in_quotes(raw), true});
  replace(begin, end, in_quotes(raw));
  at_ = end;
}

void Mender::missing_quote(std::size_t open, std::size_t end) {
  const std::string form = in_quotes(text_.substr(open + 1, end - open - 1));
  sink_.error(open, "missing-quote",
              "the quote that opens here is not closed on its line: write " + excerpt(form),
              Fix{"close the quote", std::string(text_.substr(open, end - open)), form});
  replace(open, end, form);
  at_ = end;
}

/// In double quotes a backslash is YAML's: `"/\bdown\b/"` holds backspaces, not boundaries.
bool Mender::mend_escapes(std::size_t open, std::size_t close) {
  const std::string_view inside = text_.substr(open + 1, close - open - 1);
  if (at(open) != '"' || !inside.contains('\\')) return false;
  std::size_t wrong = inside.starts_with('/') ? inside.find('\\') : std::string_view::npos;
  for (std::size_t i = 0; i + 1 < inside.size() && wrong == std::string_view::npos; ++i)
    if (inside[i] == '\\' &&
        !std::string_view("0abtnvfre \"/\\N_LPxuU\n\r\t").contains(inside[i++ + 1]))
      wrong = i - 1;
  if (wrong == std::string_view::npos) return false;
  const std::string form = "'" + [&] {
    std::string doubled;
    for (const char c : inside) doubled += c == '\'' ? "''" : std::string(1, c);
    return doubled;
  }() + "'";
  sink_.error(open, "escape",
              "in double quotes " + ticked(inside.substr(wrong, 2)) +
                  " is an escape of YAML: write it in single quotes, " + excerpt(form));
  replace(open, close + 1, form);
  return true;
}

void Mender::replace(std::size_t begin, std::size_t end, std::string replacement) {
  if (!mended_.mends.empty() && mended_.mends.back().end > begin) return;
  mended_.mends.push_back({begin, end, std::move(replacement)});
}

std::size_t Mender::closing_quote(std::size_t open) const {
  const char quote = text_[open];
  for (std::size_t i = open + 1; i < text_.size(); ++i) {
    if (text_[i] == '\\' && quote == '"') {
      ++i;
    } else if (text_[i] == quote) {
      if (quote == '"' || at(i + 1) != '\'') return i;
      ++i;
    } else if (text_[i] == '\n' && looks_like_new_entry(i + 1)) {
      return std::string_view::npos;
    }
  }
  return std::string_view::npos;
}

bool Mender::looks_like_new_entry(std::size_t line_begin) const {
  std::size_t i = line_begin;
  while (blank(i)) ++i;
  if (at(i) == '-' && ends(i + 1)) return true;
  const std::size_t first = i;
  while (is_letter(at(i)) || at(i) == '_' || at(i) == '-') ++i;
  return i > first && at(i) == ':' && ends(i + 1);
}

std::size_t Mender::rest_end(std::size_t begin) const {
  std::size_t end = line_end(begin);
  for (std::size_t i = begin + 1; i < end; ++i)
    if (at(i) == '#' && blank(i - 1) && (ends(i + 1) || at(i + 1) == '#')) end = i;
  while (end > begin + 1 && blank(end - 1)) --end;
  return end;
}

}  // namespace tocsin::rules::yaml
