#include "connectors/platform_words.h"

#include <algorithm>

#include "engine/desk/reply_bounds.h"

namespace tocsin {
namespace {

void take_out(std::string& text, const std::string& secret) {
  constexpr std::string_view instead = "(a secret)";
  if (secret.empty()) return;
  for (auto at = text.find(secret); at != text.npos; at = text.find(secret, at + instead.size()))
    text.replace(at, secret.size(), instead);
}

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

std::string readable(std::string text, std::span<const std::string> secrets) {
  for (const auto& secret : secrets) take_out(text, secret);
  std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  if (text.size() <= bounds::platform_words_bytes) return text;
  auto size = bounds::platform_words_bytes;
  while (size > 0 && continues(text[size])) --size;
  return text.substr(0, size) + "…";
}

}  // namespace tocsin
