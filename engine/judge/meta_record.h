#pragma once
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

/// The form of the judge's small records: a prefix and big-endian numbers as the key, decimal
/// numbers with a space between them as the value.
inline std::string meta_key(std::string_view prefix, std::initializer_list<std::uint64_t> numbers) {
  std::string key(prefix);
  for (const std::uint64_t n : numbers)
    for (int shift = 56; shift >= 0; shift -= 8)
      key.push_back(static_cast<char>(n >> shift & 0xff));
  return key;
}

/// The i-th number of a key; nullopt where it has none.
inline std::optional<std::uint64_t> number_in_key(std::string_view key, std::string_view prefix,
                                                  std::size_t i) {
  const std::size_t at = prefix.size() + 8 * i;
  if (key.size() < at + 8) return std::nullopt;
  std::uint64_t n = 0;
  for (const char c : key.substr(at, 8)) n = n << 8 | static_cast<unsigned char>(c);
  return n;
}

inline void add_number(std::string& value, std::int64_t number) {
  if (!value.empty()) value += ' ';
  value += std::to_string(number);
}

/// Reads a value's numbers, one after the other.
class MetaNumbers {
 public:
  explicit MetaNumbers(std::string_view value) : left_(value) {}
  std::optional<std::int64_t> next() {
    if (left_.starts_with(' ')) left_.remove_prefix(1);
    std::int64_t n = 0;
    const auto [end, code] = std::from_chars(left_.data(), left_.data() + left_.size(), n);
    if (code != std::errc{}) return std::nullopt;
    left_.remove_prefix(static_cast<std::size_t>(end - left_.data()));
    return n;
  }
  /// What stands behind the numbers, without the space between.
  std::string_view rest() const { return left_.starts_with(' ') ? left_.substr(1) : left_; }

 private:
  std::string_view left_;
};

}  // namespace tocsin
