#include "rules/import/token.h"

#include <algorithm>
#include <charconv>

namespace tocsin::rules::importing {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
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
  while (!done() && is_space(text[at])) ++at;
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
