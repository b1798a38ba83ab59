#include "engine/json_writer.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>

namespace tocsin {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// True for the bytes that stand for themselves: ASCII but controls, the quote, the backslash.
constexpr auto plain = [] {
  std::array<bool, 256> table{};
  for (int c = 0x20; c < 0x80; ++c) table[static_cast<std::size_t>(c)] = c != '"' && c != '\\';
  return table;
}();

bool plain_word(const char* at) {
  constexpr std::uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
  std::uint64_t w;
  std::memcpy(&w, at, sizeof w);
  const auto has_zero = [](std::uint64_t x) { return (x - ones) & ~x; };
  const std::uint64_t bad =
      w | has_zero(w ^ (ones * '"')) | has_zero(w ^ (ones * '\\')) | (w - ones * 0x20);
  return (bad & tops) == 0;
}

const char* end_of_plain(const char* at, const char* end) {
  while (end - at >= 8 && plain_word(at)) at += 8;
  while (at < end && plain[static_cast<unsigned char>(*at)]) ++at;
  return at;
}

void append_ascii_escape(std::string& out, unsigned char c) {
  constexpr char hex[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  out += "\\u00";
  out += hex[c >> 4];
  out += hex[c & 15];
}

struct Sequence {
  std::size_t size = 0;  // bytes that belong together
  bool valid = false;
};

// The well-formed sequence at `at`, or the maximal part of one (Unicode 15, table 3-7).
Sequence sequence_at(const char* at, const char* end) {
  const auto byte = [&](int i) { return static_cast<unsigned char>(at[i]); };
  const unsigned char lead = byte(0);
  std::size_t want = 0;
  unsigned char low = 0x80, high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    want = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    want = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    want = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {1, false};
  }
  const auto left = static_cast<std::size_t>(end - at);
  std::size_t n = 1;
  for (; n < want && n < left; ++n, low = 0x80, high = 0xBF)
    if (byte(static_cast<int>(n)) < low || byte(static_cast<int>(n)) > high) break;
  return {n, n == want};
}

// U+2028 and U+2029 end a line in JavaScript sources; escaped, JSON may stand in any script.
bool is_line_separator(const char* at, std::size_t size) {
  return size == 3 && std::memcmp(at, "\xE2\x80", 2) == 0 && (at[2] == '\xA8' || at[2] == '\xA9');
}

void append_digits(std::string& out, unsigned number, int width) {
  char text[8];
  for (int i = width - 1; i >= 0; --i, number /= 10) text[i] = static_cast<char>('0' + number % 10);
  out.append(text, static_cast<std::size_t>(width));
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    const char* const stop = end_of_plain(at, end);
    out.append(at, static_cast<std::size_t>(stop - at));
    at = stop;
    if (at == end) break;
    if (static_cast<unsigned char>(*at) < 0x80) {
      append_ascii_escape(out, static_cast<unsigned char>(*at++));
      continue;
    }
    const auto [size, valid] = sequence_at(at, end);
    if (!valid) {
      out += replacement;
    } else if (is_line_separator(at, size)) {
      out += at[2] == '\xA8' ? "\\u2028" : "\\u2029";
    } else {
      out.append(at, size);
    }
    at += size;
  }
  out += '"';
}

bool append_rfc3339(std::string& out, Instant at) {
  using namespace std::chrono;
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const int year = static_cast<int>(date.year());
  if (!date.ok() || year < 0 || year > 9999) return false;
  const auto ms = static_cast<unsigned>(floor<milliseconds>(at - day).count());
  append_digits(out, static_cast<unsigned>(year), 4);
  out += '-';
  append_digits(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_digits(out, static_cast<unsigned>(date.day()), 2);
  out += 'T';
  append_digits(out, ms / 3'600'000, 2);
  out += ':';
  append_digits(out, ms / 60'000 % 60, 2);
  out += ':';
  append_digits(out, ms / 1000 % 60, 2);
  out += '.';
  append_digits(out, ms % 1000, 3);
  out += 'Z';
  return true;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json_string(out_, name);
  out_ += ':';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  append_json_string(out_, text);
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();
  char text[32];
  const auto done = std::to_chars(text, text + sizeof text, number);
  return raw({text, static_cast<std::size_t>(done.ptr - text)});
}

JsonWriter& JsonWriter::value(Instant at) {
  std::string text;
  return append_rfc3339(text, at) ? value(std::string_view(text)) : null();
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::whole(std::int64_t number) {
  char text[24];
  const auto done = std::to_chars(text, text + sizeof text, number);
  return raw({text, static_cast<std::size_t>(done.ptr - text)});
}

JsonWriter& JsonWriter::whole(std::uint64_t number) {
  char text[24];
  const auto done = std::to_chars(text, text + sizeof text, number);
  return raw({text, static_cast<std::size_t>(done.ptr - text)});
}

}  // namespace tocsin
