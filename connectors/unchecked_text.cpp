#include "connectors/unchecked_text.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::string_view head_end = "\r\n\r\n";
/// Where a status stands in `HTTP/1.1 101 …`.
constexpr std::uint32_t status_at = 9;
constexpr std::string_view upgraded = "101";

constexpr unsigned char opcode_bits = 0x0f;
constexpr unsigned char text = 0x1;
constexpr unsigned char binary = 0x2;
constexpr unsigned char mask_bit = 0x80;

}  // namespace

void UncheckedText::pass(std::span<unsigned char> bytes) {
  while (!bytes.empty() && part_ != Part::unknown) {
    if (part_ == Part::payload) {
      const auto step = std::min<std::uint64_t>(left_, bytes.size());
      left_ -= step;
      bytes = bytes.subspan(step);
      if (left_ == 0) part_ = Part::opcode;
      continue;
    }
    part_ == Part::answer ? pass_answer(bytes.front()) : pass_header(bytes.front());
    bytes = bytes.subspan(1);
  }
}

void UncheckedText::pass_answer(unsigned char byte) {
  const auto at = answered_++ - status_at;  // wraps below it
  if (at < upgraded.size()) upgraded_ &= byte == static_cast<unsigned char>(upgraded[at]);
  if (byte == static_cast<unsigned char>(head_end[ending_]))
    ++ending_;
  else
    ending_ = byte == '\r' ? 1 : 0;
  if (ending_ == head_end.size()) part_ = upgraded_ ? Part::opcode : Part::unknown;
}

void UncheckedText::pass_header(unsigned char& byte) {
  switch (part_) {
    case Part::opcode: {
      const unsigned char opcode = byte & opcode_bits;
      if (opcode == text || opcode == binary) texts_.push_back(opcode == text);
      if (opcode == text) byte = static_cast<unsigned char>((byte & ~opcode_bits) | binary);
      part_ = Part::length;
      return;
    }
    case Part::length:
      left_ = byte & 0x7f;
      mask_bytes_ = (byte & mask_bit) != 0 ? 4 : 0;
      length_bytes_ = left_ == 127 ? 8 : left_ == 126 ? 2 : 0;
      if (length_bytes_ == 0) return begin_payload();
      left_ = 0;
      part_ = Part::more_length;
      return;
    default:
      left_ = left_ << 8 | byte;
      if (--length_bytes_ == 0) begin_payload();
  }
}

void UncheckedText::begin_payload() {
  left_ += mask_bytes_;
  part_ = left_ == 0 ? Part::opcode : Part::payload;
}

bool UncheckedText::next_is_text() {
  if (texts_.empty()) return false;
  const bool is_text = texts_.front();
  texts_.pop_front();
  return is_text;
}

}  // namespace tocsin
