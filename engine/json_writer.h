#pragma once
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/time.h"

namespace tocsin {

/// Appends `text` as a JSON string with its quotes. Control characters, quotes, U+2028 and U+2029
/// are escaped; bytes that are not UTF-8 become U+FFFD, one for each maximal part (Unicode 3.9).
/// Cost       No allocation once `out` has grown; about 1 ns a byte of ASCII or less.
void append_json_string(std::string& out, std::string_view text);

/// Appends `2026-11-21T10:00:00.123Z`, cut to milliseconds. False, and nothing appended, where
/// the year is not within 0000–9999.
bool append_rfc3339(std::string& out, Instant at);

/// Writes one JSON document after another to the end of a string; places the commas itself.
///
/// Threads    Unsafe to share.
/// Ownership  Borrows the string, which others may read between calls.
/// Errors     None: that keys stand only in objects, and every begin has its end, is the caller's
///            duty; a number or time that JSON cannot say becomes null.
/// Cost       As append_json_string; numbers by std::to_chars.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(double number);
  JsonWriter& value(Instant at);
  JsonWriter& value(std::same_as<bool> auto truth) { return raw(truth ? "true" : "false"); }
  template <std::integral T>
    requires(!std::same_as<T, bool> && !std::same_as<T, char>)
  JsonWriter& value(T number) {
    if constexpr (std::signed_integral<T>) return whole(static_cast<std::int64_t>(number));
    return whole(static_cast<std::uint64_t>(number));
  }
  JsonWriter& null() { return raw("null"); }
  /// A value that is JSON already.
  JsonWriter& raw(std::string_view json);

  /// `"name":value`
  template <class T>
  JsonWriter& field(std::string_view name, const T& item) {
    return key(name).value(item);
  }
  /// The same, unless the text is empty: unknown is left out.
  JsonWriter& field_if(std::string_view name, std::string_view text) {
    return text.empty() ? *this : key(name).value(text);
  }

  /// The next value begins a document of its own (a line of NDJSON): no comma before it.
  void restart() { comma_ = false; }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& whole(std::int64_t number);
  JsonWriter& whole(std::uint64_t number);
  void separate() {
    if (comma_) out_ += ',';
  }

  std::string& out_;
  bool comma_ = false;
};

}  // namespace tocsin
