#include "rules/format_scalar.h"

#include <algorithm>
#include <array>

#include "rules/expression_lexer.h"

namespace tocsin::rules {
namespace {

/// What YAML, or some YAML, does not read as text when it stands without quotes.
bool means_something(std::string_view text) {
  constexpr std::array<std::string_view, 11> words{"null", "~",   "true", "false", "yes", "no",
                                                   "on",   "off", "y",    "n",     ""};
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return std::ranges::find(words, lower) != words.end();
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.+-eE_") == std::string_view::npos &&
         text.find_first_of("0123456789") != std::string_view::npos;
}

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_plain_word(std::string_view text) {
  return !text.empty() && text.front() != '-' && text.front() != '.' &&
         std::ranges::all_of(text, is_word_char);
}

bool is_plain_line(std::string_view text) {
  const bool opens = std::string_view("-?:,[]{}#&*!|>'\"%@`=/").contains(text.front());
  const auto control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
  return !opens && text.back() != ':' && text.back() != ' ' && text.front() != ' ' &&
         text.find(": ") == std::string_view::npos && text.find(" #") == std::string_view::npos &&
         std::ranges::none_of(text, control);
}

std::string in_double(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out = "\"";
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (u < 0x20 || u == 0x7F) {
      out += "\\x";
      out += digits[u >> 4];
      out += digits[u & 15];
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string in_single(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += c;
  }
  return out + '\'';
}

/// Double quotes for what people say, single ones for signs, wildcards and patterns.
std::string in_quotes(std::string_view text, ScalarIn in) {
  const bool control =
      std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
  if (control) return in_double(text);
  if (text.find_first_of("\"\\") != std::string_view::npos) return in_single(text);
  if (text.find('\'') != std::string_view::npos) return in_double(text);
  const bool signs = !text.empty() && (std::string_view("*#@$/").contains(text.front()) ||
                                       text.find_first_of("*?") != std::string_view::npos);
  return signs && in != ScalarIn::text ? in_single(text) : in_double(text);
}

// --- expressions --------------------------------------------------------------------------------

struct Piece {
  Token::Kind kind;
  std::string text;
  int depth = 0;
};

/// The tokens as they were written, with their depth in parentheses; empty where the expression
/// is faulty.
std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<ExprFault> faults;
  const auto tokens = tokens_of(text, [](std::string_view) { return true; }, faults);
  if (!faults.empty()) return {};
  std::vector<Piece> out;
  int depth = 0;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    std::string_view written = text.substr(tokens[i].at, tokens[i + 1].at - tokens[i].at);
    while (!written.empty() && std::string_view(" \t\r\n").contains(written.back()))
      written.remove_suffix(1);
    if (tokens[i].kind == Token::Kind::close) --depth;
    out.push_back({tokens[i].kind, std::string(written), depth});
    if (tokens[i].kind == Token::Kind::open) ++depth;
  }
  return out;
}

bool space_between(const Piece& left, const Piece& right) {
  using Kind = Token::Kind;
  return left.kind != Kind::open && right.kind != Kind::close && right.kind != Kind::comma &&
         !(left.kind == Kind::count && right.kind == Kind::open);
}

std::string joined(std::span<const Piece> pieces) {
  std::string out;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0 && space_between(pieces[i - 1], pieces[i])) out += ' ';
    out += pieces[i].text;
  }
  return out;
}

void break_lines(std::span<const Piece> pieces, std::size_t width, int depth,
                 std::vector<std::string>& lines) {
  constexpr int deepest = 8;
  std::string all = joined(pieces);
  if (width_of(all) <= width || depth > deepest) return lines.push_back(std::move(all));
  for (const auto kind : {Token::Kind::disjunction, Token::Kind::conjunction}) {
    std::vector<std::size_t> at;
    for (std::size_t i = 1; i < pieces.size(); ++i)
      if (pieces[i].kind == kind && pieces[i].depth == depth) at.push_back(i);
    if (at.empty()) continue;
    std::size_t from = 0;
    at.push_back(pieces.size());
    for (const std::size_t to : at) {
      break_lines(pieces.subspan(from, to - from), width, depth, lines);
      from = to;
    }
    return;
  }
  break_lines(pieces, width, depth + 1, lines);
}

}  // namespace

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string formatted_scalar(const yaml::Node& scalar, ScalarIn in) {
  const std::string_view text = scalar.value;
  // A quoted `no` or `007` is quoted for a reason.
  const bool doubtful =
      means_something(text) || (is_number(text) && scalar.style != yaml::Style::plain);
  if (in != ScalarIn::text && means_something(text) && scalar.style == yaml::Style::plain &&
      (text == "true" || text == "false"))
    return std::string(text);
  const bool plain = in == ScalarIn::word   ? is_plain_word(text)
                     : in == ScalarIn::line ? !text.empty() && is_plain_line(text)
                                            : false;
  return plain && !doubtful ? std::string(text) : in_quotes(text, in);
}

std::vector<std::string> formatted_expression(std::string_view text, std::size_t width) {
  const auto pieces = pieces_of(text);
  if (pieces.empty()) return {std::string(text)};
  std::vector<std::string> lines;
  break_lines(pieces, width, 0, lines);
  return lines;
}

}  // namespace tocsin::rules
