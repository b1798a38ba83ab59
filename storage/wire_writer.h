#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::storage {

/// Appends fields in Protocol Buffers' wire form to a string. The hot path writes from views
/// with it: building the generated messages first would copy every string once more and
/// allocate for it (bench_store has the numbers).
///
/// Ownership  Borrows the string, which only grows: whoever reuses it allocates nothing.
/// Errors     None. Zero and empty values are left out, as proto3 does.
class WireWriter {
 public:
  explicit WireWriter(std::string& out) : out_(out) {}

  void number(int field, std::uint64_t value) {
    if (value != 0) always(field, value);
  }
  void signed_number(int field, std::int64_t value) {
    number(field, static_cast<std::uint64_t>(value));
  }
  void flag(int field, bool value) { number(field, value ? 1 : 0); }
  void fixed(int field, std::uint64_t value) {
    if (value != 0) fixed_always(field, value);
  }
  void fixed_always(int field, std::uint64_t value) {
    tag(field, 1);
    little_endian(value);
  }
  void real(int field, float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if (bits == 0) return;
    tag(field, 5);
    char bytes[4];
    for (int i = 0; i < 4; ++i) bytes[i] = static_cast<char>(bits >> (8 * i));
    out_.append(bytes, 4);
  }
  void text(int field, std::string_view value) {
    if (!value.empty()) text_always(field, value);
  }
  /// For elements of lists: an empty one counts.
  void text_always(int field, std::string_view value) {
    tag(field, 2);
    varint(value.size());
    out_.append(value);
  }
  template <class List>
  void texts(int field, const List& values) {
    for (const auto& value : values) text_always(field, value);
  }
  /// `optional` fields: written when set, zero or not.
  void maybe(int field, const std::optional<std::int64_t>& value) {
    if (value) always(field, static_cast<std::uint64_t>(*value));
  }
  void maybe(int field, const std::optional<bool>& value) {
    if (value) always(field, *value ? 1 : 0);
  }

  /// A packed list of numbers (`repeated uint32`).
  template <class List>
  void packed(int field, const List& values) {
    if (values.empty()) return;
    message(field, [&](WireWriter& in) {
      for (const auto value : values) in.varint(static_cast<std::uint64_t>(value));
    });
  }
  /// The same of `repeated fixed64`.
  template <class List>
  void packed_fixed(int field, const List& values) {
    if (values.empty()) return;
    message(field, [&](WireWriter& in) {
      for (const auto value : values) in.little_endian(static_cast<std::uint64_t>(value));
    });
  }

  /// A nested message, of what `fill` writes. Written in place: one byte is kept for its
  /// length, and the rare longer message moves up by the bytes that its length needs.
  template <class Fill>
  void message(int field, Fill&& fill) {
    tag(field, 2);
    const std::size_t at = out_.size();
    out_.push_back('\0');
    fill(*this);
    const std::size_t size = out_.size() - at - 1;
    char length[10];
    const std::size_t bytes = to_varint(size, length);
    if (bytes > 1) out_.insert(at + 1, bytes - 1, '\0');
    std::memcpy(out_.data() + at, length, bytes);
  }

 private:
  void always(int field, std::uint64_t value) {
    tag(field, 0);
    varint(value);
  }
  void tag(int field, unsigned type) { varint((static_cast<std::uint64_t>(field) << 3) | type); }
  void varint(std::uint64_t value) {
    if (value < 0x80) {
      out_.push_back(static_cast<char>(value));
      return;
    }
    char bytes[10];
    out_.append(bytes, to_varint(value, bytes));
  }
  static std::size_t to_varint(std::uint64_t value, char* bytes) {
    std::size_t n = 0;
    for (; value >= 0x80; value >>= 7) bytes[n++] = static_cast<char>(value | 0x80);
    bytes[n++] = static_cast<char>(value);
    return n;
  }
  void little_endian(std::uint64_t value) {
    char bytes[8];
    for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(value >> (8 * i));
    out_.append(bytes, 8);
  }

  std::string& out_;
};

}  // namespace tocsin::storage
