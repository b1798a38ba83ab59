#include "connectors/json_text.h"

#include <charconv>
#include <cstring>

namespace tocsin::json {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The four digits of \uXXXX at `at`; -1 where they are not.
int hex4(const char* at, const char* end) {
  if (end - at < 4) return -1;
  int value = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = hex_digit(at[i]);
    if (digit < 0) return -1;
    value = value << 4 | digit;
  }
  return value;
}

// The character of a one-letter escape; 0 where there is none (no such escape means NUL).
char short_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

char* write_utf8(char32_t c, char* to) {
  const auto put = [&](char32_t byte) { *to++ = static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
  return to;
}

// `at` stands behind `\u`. Reads one character, two escapes where they are a surrogate pair.
bool read_unicode(const char*& at, const char* end, char*& to, bool& repaired) {
  const int unit = hex4(at, end);
  if (unit < 0) return false;
  at += 4;
  char32_t c = static_cast<char32_t>(unit);
  if (unit >= 0xD800 && unit <= 0xDFFF) {
    const bool another = unit < 0xDC00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u';
    const int low = another ? hex4(at + 2, end) : -1;
    if (low >= 0xDC00 && low <= 0xDFFF) {
      c = 0x10000 + (static_cast<char32_t>(unit - 0xD800) << 10) +
          static_cast<char32_t>(low - 0xDC00);
      at += 6;
    } else {
      c = 0xFFFD;
      repaired = true;
    }
  }
  to = write_utf8(c, to);
  return true;
}

const char* find_backslash(const char* at, const char* end) {
  const void* found = std::memchr(at, '\\', static_cast<std::size_t>(end - at));
  return found ? static_cast<const char*>(found) : end;
}

std::size_t digits_at(std::string_view text, std::size_t from) {
  std::size_t n = 0;
  while (from + n < text.size() && is_digit(text[from + n])) ++n;
  return n;
}

// Length of `-?(0|[1-9][0-9]*)` at the front; 0: none.
std::size_t integer_length(std::string_view token) {
  const std::size_t sign = !token.empty() && token[0] == '-' ? 1 : 0;
  const std::size_t n = digits_at(token, sign);
  if (n == 0 || (n > 1 && token[sign] == '0')) return 0;
  return sign + n;
}

// Eight digits at once, the first in the lowest byte; false where one of them is none.
bool read_eight(const char* at, std::uint64_t& out) {
  std::uint64_t v = 0;
  std::memcpy(&v, at, 8);
  constexpr std::uint64_t high = 0xF0F0F0F0F0F0F0F0, threes = 0x3030303030303030;
  if ((v & high) != threes || ((v + 0x0606060606060606) & high) != threes) return false;
  v -= 0x3030303030303030;
  v = v * 10 + (v >> 8);
  out = ((v & 0x000000FF000000FF) * 0x000F424000000064 +
         (v >> 16 & 0x000000FF000000FF) * 0x0000271000000001) >>
        32;
  return true;
}

}  // namespace

std::optional<Unescaped> unescape(std::string_view raw, char* to) {
  const char* at = raw.data();
  const char* const end = at + raw.size();
  const char* const start = to;
  Unescaped out;
  while (true) {
    const char* const stop = find_backslash(at, end);
    std::memcpy(to, at, static_cast<std::size_t>(stop - at));
    to += stop - at;
    if (stop == end) break;
    at = stop + 1;
    if (at == end) return std::nullopt;
    const char c = *at++;
    if (c == 'u') {
      if (!read_unicode(at, end, to, out.repaired)) return std::nullopt;
    } else if (const char plain = short_escape(c)) {
      *to++ = plain;
    } else {
      return std::nullopt;
    }
  }
  out.size = static_cast<std::size_t>(to - start);
  return out;
}

bool escapes_are_good(std::string_view raw) {
  const char* at = raw.data();
  const char* const end = at + raw.size();
  while ((at = find_backslash(at, end)) != end) {
    if (++at == end) return false;
    const char c = *at++;
    if (c == 'u') {
      if (hex4(at, end) < 0) return false;
      at += 4;
    } else if (short_escape(c) == 0) {
      return false;
    }
  }
  return true;
}

bool is_number(std::string_view token) {
  std::size_t at = integer_length(token);
  if (at == 0 || at == token.size()) return at > 0;
  if (at < token.size() && token[at] == '.') {
    const std::size_t n = digits_at(token, at + 1);
    if (n == 0) return false;
    at += 1 + n;
  }
  if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
    ++at;
    if (at < token.size() && (token[at] == '+' || token[at] == '-')) ++at;
    const std::size_t n = digits_at(token, at);
    if (n == 0) return false;
    at += n;
  }
  return at == token.size();
}

bool read_short(std::string_view token, std::int64_t& value) {
  const char* at = token.data();
  const char* const end = at + token.size();
  if (token.empty() || token.size() > 18 || (*at == '0' && token.size() > 1)) return false;
  std::uint64_t digits = 0, eight = 0;
  for (; end - at >= 8; at += 8) {
    if (!read_eight(at, eight)) return false;
    digits = digits * 100'000'000 + eight;
  }
  for (; at != end; ++at) {
    if (!is_digit(*at)) return false;
    digits = digits * 10 + static_cast<std::uint64_t>(*at - '0');
  }
  value = static_cast<std::int64_t>(digits);
  return true;
}

bool is_integer(std::string_view token) {
  return !token.empty() && integer_length(token) == token.size();
}

bool is_scalar(std::string_view token) {
  if (std::int64_t value = 0; read_short(token, value)) return true;
  return is_number(token) || token == "true" || token == "false" || token == "null";
}

IntegerText read_integer(std::string_view token) {
  // `120.0` is how spreadsheets and data frames write 120.
  if (const auto point = token.find('.'); point != std::string_view::npos) {
    const auto fraction = token.substr(point + 1);
    if (fraction.empty() || fraction.find_first_not_of('0') != std::string_view::npos)
      return {.fault = IntegerFault::not_integer};
    token = token.substr(0, point);
  }
  if (!is_integer(token)) return {.fault = IntegerFault::not_integer};
  IntegerText out;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), out.value);
  if (error != std::errc{}) out.fault = IntegerFault::out_of_range;
  return out;
}

}  // namespace tocsin::json
