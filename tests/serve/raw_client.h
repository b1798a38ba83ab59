#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::test {

/// A TCP client that sends exactly the bytes it is told to.
///
/// Errors     Waits end after ten seconds, with what came so far.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer = 0);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool send(std::string_view bytes);
  /// All until the server closes.
  std::string read_to_end();
  /// One HTTP response, head and body (by Content-Length).
  std::string read_response();
  /// Sends, and reads one response.
  std::string ask(std::string_view request);
  void end_sending();  ///< our half is closed; theirs may go on
  bool closed();       ///< the server has closed, or does within the wait

 protected:
  bool fill();  ///< reads more; false at the end
  std::string buffer_;
  int socket_ = -1;
};

/// One frame of a WebSocket.
struct WsFrame {
  int opcode = 0;
  std::string payload;
  bool fin = true;
  int close_code() const {
    return payload.size() < 2 ? 0
                              : static_cast<unsigned char>(payload[0]) << 8 |
                                    static_cast<unsigned char>(payload[1]);
  }
};

/// A WebSocket client by hand, so that tests can break each of its rules.
class WsClient : public RawClient {
 public:
  explicit WsClient(std::uint16_t port, std::string_view extra_fields = {}, int receive_buffer = 0,
                    std::string_view path = "/api/v1/feed");
  const std::string& handshake() const { return handshake_; }
  bool open() const { return handshake_.starts_with("HTTP/1.1 101"); }

  void send_frame(int opcode, std::string_view payload, bool fin = true);
  void send_text(std::string_view text) { send_frame(1, text); }
  /// The next frame; pings are answered on the way. Nullopt at the end.
  std::optional<WsFrame> read_frame();
  /// The next text message, of one frame or more; empty where a close or the end came.
  std::string read_text();
  /// Reads on until the server's close frame; 0 where it ended without.
  int read_close();

 private:
  std::string handshake_;
};

}  // namespace tocsin::test
