#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

/// The small grammars inside JSON tokens: escapes, numbers, literals. No simdjson here: its
/// string reader refuses lone surrogates, which real feeds hold, and copies what needs no copy.
namespace tocsin::json {

/// What unescape() wrote.
struct Unescaped {
  std::size_t size = 0;
  bool repaired = false;  ///< a lone surrogate became U+FFFD
};

/// Writes `raw` (between the quotes, valid UTF-8) with its escapes resolved; `to` has room for
/// raw.size() bytes. Nullopt: a bad escape.
std::optional<Unescaped> unescape(std::string_view raw, char* to);
/// Whether every escape of `raw` is one of JSON's.
bool escapes_are_good(std::string_view raw);

bool is_number(std::string_view token);
/// `-?(0|[1-9][0-9]*)`, of any length.
bool is_integer(std::string_view token);
/// `true`, `false`, `null` or a number.
bool is_scalar(std::string_view token);

/// An integer of at most 18 digits without a sign: what nearly every number in a feed is.
bool read_short(std::string_view token, std::int64_t& value);

/// A number without a fraction other than zeros, as an integer.
enum class IntegerFault : std::uint8_t { not_integer, out_of_range };
struct IntegerText {
  std::int64_t value = 0;
  std::optional<IntegerFault> fault;
};
IntegerText read_integer(std::string_view token);

/// Whether the text is exactly the literal; inlined, where `==` would call memcmp.
template <std::size_t n>
bool is(std::string_view text, const char (&literal)[n]) {
  return text.size() == n - 1 && std::memcmp(text.data(), literal, n - 1) == 0;
}

constexpr bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}
constexpr std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}

}  // namespace tocsin::json
