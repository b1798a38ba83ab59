#pragma once
#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tocsin::storage {

/// Reads fields of a message in Protocol Buffers' wire form, in place: the other half of
/// WireWriter, for what is read by the million (back-tests). Field by field: next(), then one of
/// the values.
///
/// Ownership  Borrows the bytes; so do the texts that it gives.
/// Errors     Bytes that are no message end it: next() answers false, and bad() true.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

  /// Goes to the next field. False: the end.
  bool next() {
    if (at_ == end_ || bad_) return false;
    const std::uint64_t tag = varint();
    field_ = static_cast<int>(tag >> 3);
    text_ = {};
    number_ = 0;
    switch (tag & 7) {
      case 0:
        number_ = varint();
        break;
      case 1:
        number_ = little_endian(8);
        break;
      case 2:
        take_text();
        break;
      case 5:
        number_ = little_endian(4);
        break;
      default:
        bad_ = true;
    }
    if (field_ == 0 || tag >> 32 != 0) bad_ = true;
    return !bad_;
  }
  int field() const { return field_; }
  std::uint64_t number() const { return number_; }
  std::int64_t signed_number() const { return static_cast<std::int64_t>(number_); }
  std::uint32_t small() const { return static_cast<std::uint32_t>(number_); }
  bool flag() const { return number_ != 0; }
  float real() const { return std::bit_cast<float>(static_cast<std::uint32_t>(number_)); }
  std::string_view text() const { return text_; }
  bool bad() const { return bad_; }

 private:
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at_ == end_) break;
      const auto byte = static_cast<unsigned char>(*at_++);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    bad_ = true;
    return 0;
  }
  std::uint64_t little_endian(int bytes) {
    if (end_ - at_ < bytes) {
      bad_ = true;
      return 0;
    }
    std::uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(at_[i]);
    at_ += bytes;
    return value;
  }
  void take_text() {
    const std::uint64_t size = varint();
    if (bad_ || size > static_cast<std::uint64_t>(end_ - at_)) {
      bad_ = true;
      return;
    }
    text_ = {at_, static_cast<std::size_t>(size)};
    at_ += size;
  }

  const char* at_;
  const char* end_;
  int field_ = 0;
  std::uint64_t number_ = 0;
  std::string_view text_;
  bool bad_ = false;
};

}  // namespace tocsin::storage
