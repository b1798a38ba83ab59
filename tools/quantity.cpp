#include "tools/quantity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <utility>

namespace tocsin::tools {
namespace {

/// The whole number that a text begins with; takes it off.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with(' ')) text.remove_prefix(1);
  return number;
}

template <std::size_t N>
std::optional<std::uint64_t> scaled(
    std::string_view text, const std::array<std::pair<std::string_view, std::uint64_t>, N>& units,
    std::uint64_t most) {
  const auto number = take_number(text);
  const auto unit = std::ranges::find(units, text, [](const auto& u) { return u.first; });
  if (!number || unit == units.end() || *number > most / unit->second) return std::nullopt;
  return *number * unit->second;
}

constexpr std::array<std::pair<std::string_view, std::uint64_t>, 4> time_units{
    {{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86'400}}};
constexpr std::array<std::pair<std::string_view, std::uint64_t>, 8> size_units{
    {{"", 1},
     {"B", 1},
     {"KB", 1ULL << 10},
     {"KiB", 1ULL << 10},
     {"MB", 1ULL << 20},
     {"MiB", 1ULL << 20},
     {"GB", 1ULL << 30},
     {"GiB", 1ULL << 30}}};

std::string formatted(const char* form, double value, const char* unit) {
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), form, value, unit);
  return text.data();
}

}  // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  const auto seconds = scaled(text, time_units, 100ULL * 366 * 86'400);
  if (!seconds) return std::nullopt;
  return std::chrono::seconds{*seconds};
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  return scaled(text, size_units, 1ULL << 50);
}

std::string size_text(std::uint64_t bytes) {
  const auto b = static_cast<double>(bytes);
  if (bytes >= 1ULL << 30) return formatted("%.1f %s", b / (1ULL << 30), "GB");
  if (bytes >= 1ULL << 20) return formatted("%.1f %s", b / (1ULL << 20), "MB");
  if (bytes >= 1ULL << 10) return formatted("%.1f %s", b / (1ULL << 10), "KB");
  return std::to_string(bytes) + " B";
}

std::string duration_text(std::chrono::seconds time) {
  const auto s = time.count();
  if (s >= 3600) return std::to_string(s / 3600) + " h " + std::to_string(s / 60 % 60) + " min";
  if (s >= 60) return std::to_string(s / 60) + " min " + std::to_string(s % 60) + " s";
  return std::to_string(s) + " s";
}

std::chrono::seconds age_of(Instant then, Instant now) {
  return std::max(std::chrono::floor<std::chrono::seconds>(now - then), std::chrono::seconds{0});
}

std::string count_text(std::uint64_t n) {
  std::string text = std::to_string(n);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

std::optional<Address> parse_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto host = text.substr(0, colon);
  const auto digits = text.substr(colon + 1);
  Address address;
  const auto [end, fault] =
      std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (digits.empty() || fault != std::errc{} || end != digits.data() + digits.size())
    return std::nullopt;
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!bracketed && host.find(':') != std::string_view::npos) return std::nullopt;
  if (host == "localhost") host = "127.0.0.1";
  if (!host.empty()) address.host = host;
  return address;
}

}  // namespace tocsin::tools
