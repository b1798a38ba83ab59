#include "engine/serve/assets.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "engine/serve/strict_header.h"

namespace tocsin::serve {
namespace {

constexpr std::string_view name_letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> types{{
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json; charset=utf-8"},
    {".map", "application/json; charset=utf-8"},
    {".svg", "image/svg+xml; charset=utf-8"},
    {".txt", "text/plain; charset=utf-8"},
}};

// `br;q=0` and `br;q=0.000` refuse.
bool refuses(std::string_view weight) {
  return weight.starts_with("q=") && weight.find_first_not_of("0.", 2) == std::string_view::npos;
}

}  // namespace

const Asset* find_asset(std::span<const Asset> assets, std::string_view name) {
  const auto at = std::ranges::find(assets, name, &Asset::name);
  return at == assets.end() ? nullptr : &*at;
}

std::string_view content_type_of(std::string_view name) {
  for (const auto& [ending, type] : types)
    if (name.ends_with(ending)) return type;
  return "application/octet-stream; charset=utf-8";
}

std::optional<std::string> read_console_file(const std::string& folder, std::string_view name) {
  if (name.empty() || name.starts_with('.') ||
      name.find_first_not_of(name_letters) != std::string_view::npos)
    return std::nullopt;
  const auto path = std::filesystem::path(folder) / name;
  std::error_code fault;
  if (!std::filesystem::is_regular_file(path, fault)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (in.bad() || !in.is_open()) return std::nullopt;
  return bytes;
}

bool takes_brotli(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    const auto comma = accept_encoding.find(',');
    const auto one = accept_encoding.substr(0, comma);
    const auto semicolon = one.find(';');
    if (trimmed(one.substr(0, semicolon)) == "br")
      return semicolon == std::string_view::npos || !refuses(trimmed(one.substr(semicolon + 1)));
    accept_encoding.remove_prefix(comma == std::string_view::npos ? accept_encoding.size()
                                                                  : comma + 1);
  }
  return false;
}

}  // namespace tocsin::serve
