#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::test {

/// A frame as tests/serve/data/websocket.cases writes it.
struct CaseFrame {
  std::string written;
  int opcode = 1;
  bool fin = true;
  std::string payload;
  bool holds = false;     ///< expected: the payload need only be part of it
  bool goes = false;      ///< expected: the end, without a close frame
  bool by_bytes = false;  ///< sent: a write for each byte
  std::string bytes;      ///< sent: as it goes over the wire
};

struct WebSocketCase {
  std::string name;  ///< with section and endpoint
  std::string path;
  std::vector<CaseFrame> sent, expected;
};

/// Throws std::runtime_error, naming the line, for a file that cannot be read.
std::vector<WebSocketCase> websocket_cases(const std::string& file);

}  // namespace tocsin::test
