#include "rules/import/token.h"

#include <algorithm>
#include <charconv>

#include "rules/word.h"

namespace tocsin::rules::importing {

std::size_t space_at(std::string_view text, std::size_t at) {
  const Decoded d = decode_at(text, at);
  return is(d.c, char_space) || (d.size == 1 && d.c < 0x20) ? d.size : 0;
}

bool is_curly_quote(std::string_view text, std::size_t at) {
  return std::u32string_view(U"“”„‟«»").contains(decode_at(text, at).c);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_field_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  });
}

void Reading::skip_space() {
  while (const std::size_t size = space_at(text, at)) at += size;
}

std::optional<int> Reading::number() {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  constexpr std::size_t places = 4;
  if (end == at || end - at > places) return std::nullopt;
  int value = 0;
  std::from_chars(text.data() + at, text.data() + end, value);
  at = end;
  return value;
}

std::optional<std::string_view> Reading::until(char close) {
  const std::size_t from = at + 1;
  const std::size_t end = text.find(close, from);
  if (end == std::string_view::npos) return std::nullopt;
  at = end + 1;
  return text.substr(from, end - from);
}

Query joined(Query::Kind kind, std::vector<Query> operands) {
  if (operands.size() == 1) return std::move(operands.front());
  Query query{.kind = kind, .at = operands.empty() ? 0 : operands.front().at};
  query.operands = std::move(operands);
  return query;
}

}  // namespace tocsin::rules::importing
