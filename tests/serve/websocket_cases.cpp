#include "tests/serve/websocket_cases.h"

#include <array>
#include <cstdint>
#include <fstream>
#include <optional>
#include <stdexcept>

#include "tests/serve/case_text.h"

namespace tocsin::test {
namespace {

std::vector<std::string> split(std::string_view text, std::string_view at) {
  std::vector<std::string> parts;
  while (true) {
    const auto end = text.find(at);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + at.size());
  }
}

/// `{X*N}`; other braces stand for themselves.
std::string repeated(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find('{');
    const auto star = text.find('*', std::min(open, text.size()));
    const auto close = text.find('}', std::min(star, text.size()));
    if (close == std::string_view::npos) break;
    const auto nearest = text.rfind('{', star);
    out += unescaped(text.substr(0, nearest));
    const auto what = unescaped(text.substr(nearest + 1, star - nearest - 1));
    const int times = std::stoi(std::string(text.substr(star + 1, close - star - 1)));
    for (int i = 0; i < times; ++i) out += what;
    text.remove_prefix(close + 1);
  }
  return out + unescaped(text);
}

int opcode_of(const std::string& kind) {
  constexpr std::array<std::pair<std::string_view, int>, 6> known{
      {{"more", 0}, {"text", 1}, {"binary", 2}, {"close", 8}, {"ping", 9}, {"pong", 10}}};
  for (const auto& [name, opcode] : known)
    if (name == kind) return opcode;
  if (kind.starts_with("op")) return std::stoi(kind.substr(2));
  throw std::runtime_error("unknown kind of frame: " + kind);
}

/// `1000/reason`.
std::string close_payload(const std::string& text) {
  const int code = std::stoi(text.substr(0, 4));
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  return text.size() > 5 ? payload + text.substr(5) : payload;
}

/// What a sent frame's modifiers ask for.
struct Shape {
  int reserved = 0;
  int length_bytes = 0;  // 0: as few as do
  std::optional<std::uint64_t> claim;
  bool masked = true;
  std::string key = "\x11\x22\x33\x44";
};

std::string wire_bytes(const CaseFrame& frame, const Shape& shape) {
  const std::uint64_t size = shape.claim.value_or(frame.payload.size());
  std::string bytes(1, static_cast<char>((frame.fin ? 0x80 : 0) | shape.reserved | frame.opcode));
  int wide = shape.length_bytes;
  if (wide == 0) wide = size < 126 ? 0 : size < 65536 ? 2 : 8;
  const int first = wide == 0 ? static_cast<int>(size) : wide == 2 ? 126 : 127;
  bytes += static_cast<char>((shape.masked ? 0x80 : 0) | first);
  for (int i = wide - 1; i >= 0; --i) bytes += static_cast<char>(size >> (8 * i) & 0xFF);
  if (!shape.masked) return bytes + frame.payload;
  bytes += shape.key;
  for (std::size_t i = 0; i < frame.payload.size(); ++i)
    bytes += static_cast<char>(frame.payload[i] ^ shape.key[i % 4]);
  return bytes;
}

CaseFrame frame_of(const std::string& written) {
  CaseFrame frame;
  frame.written = written.substr(0, 60);
  if (written == "end") {
    frame.goes = true;
    return frame;
  }
  const auto colon = written.find(':');
  if (colon == std::string::npos) throw std::runtime_error("a frame without ':': " + written);
  auto words = split(std::string_view(written).substr(0, colon), ",");
  auto kind = words.back();
  words.pop_back();
  if (kind.ends_with('~')) {
    frame.holds = true;
    kind.pop_back();
  }
  frame.opcode = opcode_of(kind);
  frame.payload = repeated(std::string_view(written).substr(colon + 1));
  Shape shape;
  bool raw = false;
  for (const auto& word : words) {
    if (word == "part")
      frame.fin = false;
    else if (word == "raw")
      raw = true;
    else if (word == "slow")
      frame.by_bytes = true;
    else if (word == "bare")
      shape.masked = false;
    else if (word == "len16")
      shape.length_bytes = 2;
    else if (word == "len64")
      shape.length_bytes = 8;
    else if (word.starts_with("rsv"))
      shape.reserved |= 0x80 >> (word[3] - '0');
    else if (word.starts_with("claim="))
      shape.claim = std::stoull(word.substr(6));
    else if (word.starts_with("key=")) {
      shape.key.clear();
      for (std::size_t i = 4; i < word.size(); i += 2)
        shape.key += static_cast<char>(std::stoi(word.substr(i, 2), nullptr, 16));
    } else
      throw std::runtime_error("unknown modifier: " + word);
  }
  if (frame.opcode == 8 && !raw && !frame.payload.empty())
    frame.payload = close_payload(frame.payload);
  frame.bytes = wire_bytes(frame, shape);
  return frame;
}

std::vector<CaseFrame> frames_of(const std::string& text) {
  std::vector<CaseFrame> frames;
  for (const auto& word : split(text, " "))
    if (!word.empty()) frames.push_back(frame_of(word));
  return frames;
}

}  // namespace

std::vector<WebSocketCase> websocket_cases(const std::string& file) {
  std::vector<WebSocketCase> all;
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto parts = split(line, " | ");
    if (parts.size() != 5) throw std::runtime_error("not five parts: " + line);
    all.push_back({parts[0] + ", " + parts[1] + ": " + parts[2],
                   parts[1] == "echo" ? "/test/echo" : "/api/v1/feed", frames_of(parts[3]),
                   frames_of(parts[4])});
  }
  return all;
}

}  // namespace tocsin::test
