#pragma once
#include <cstdint>
#include <deque>
#include <span>
#include <string_view>

namespace tocsin {

/// Lets the text messages of a WebSocket server through whatever bytes they hold: in the bytes
/// that a client reads it names them binary, and keeps in mind which were text. Beast ends a
/// connection at the first text that is not UTF-8, and a stream that is resumed at its cursor
/// would end there for ever; a decoder rejects the one frame, and the rest is heard.
///
/// Threads    Unsafe to share.
/// Limits     A kind for each message that was read ahead and not yet asked for.
/// Errors     None: what is no WebSocket passes as it is, and whoever reads it complains.
/// Cost       A few instructions a frame; payloads are stepped over.
class UncheckedText {
 public:
  /// The next bytes from the server, from the first of its answer to the upgrade on.
  void pass(std::span<unsigned char> bytes);
  /// Whether the message that comes next came as text. Once for each message.
  bool next_is_text();

 private:
  enum class Part : std::uint8_t { answer, opcode, length, more_length, payload, unknown };
  void pass_header(unsigned char& byte);
  void pass_answer(unsigned char byte);
  void begin_payload();

  Part part_ = Part::answer;
  std::uint32_t answered_ = 0;  ///< bytes of the answer
  std::uint32_t ending_ = 0;    ///< of these, the last that are its end's first
  bool upgraded_ = true;
  std::uint8_t length_bytes_ = 0;
  std::uint8_t mask_bytes_ = 0;
  std::uint64_t left_ = 0;  ///< of the payload
  std::deque<bool> texts_;
};

}  // namespace tocsin
