#include "engine/serve/target.h"

#include <algorithm>
#include <array>

namespace tocsin::serve {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

enum class Plus : unsigned char { itself, blank };

std::optional<std::string> decoded(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0 || (high == 0 && low == 0)) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i] == '+' && plus == Plus::blank ? ' ' : text[i];
    }
  }
  return out;
}

std::optional<std::string> decoded_path(std::string_view text) {
  std::string path;
  for (std::size_t at = 1;;) {
    const std::size_t end = std::min(text.find('/', at), text.size());
    auto segment = decoded(text.substr(at, end - at), Plus::itself);
    if (!segment || *segment == "." || *segment == ".." ||
        segment->find('/') != std::string::npos || (segment->empty() && end != text.size()))
      return std::nullopt;
    path += '/';
    path += *segment;
    if (end == text.size()) return path;
    at = end + 1;
  }
}

bool parse_query(std::string_view text, Target& target) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    auto name = decoded(part.substr(0, equals), Plus::blank);
    auto value = decoded(part.substr(std::min(equals + 1, part.size())), Plus::blank);
    if (!name || !value) return false;
    target.query.emplace_back(std::move(*name), std::move(*value));
  }
  return true;
}

}  // namespace

std::optional<std::string_view> Target::find(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return std::nullopt;
}

std::vector<std::string_view> Target::all(std::string_view name) const {
  std::vector<std::string_view> found;
  for (const auto& [key, value] : query)
    if (key == name) found.push_back(value);
  return found;
}

bool Target::carries_secret() const {
  constexpr std::array<std::string_view, 7> secrets{"token",    "access_token", "api_key", "apikey",
                                                    "password", "secret",       "ticket"};
  return std::ranges::any_of(query, [&](const auto& pair) {
    std::string name = pair.first;
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return std::ranges::find(secrets, name) != secrets.end();
  });
}

std::optional<Target> parse_target(std::string_view text) {
  if (!text.starts_with('/')) return std::nullopt;
  const std::size_t mark = std::min(text.find('?'), text.size());
  auto path = decoded_path(text.substr(0, mark));
  if (!path) return std::nullopt;
  Target target{std::move(*path), {}};
  if (!parse_query(text.substr(std::min(mark + 1, text.size())), target)) return std::nullopt;
  return target;
}

}  // namespace tocsin::serve
