#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>

namespace tocsin::serve {

/// What the server writes down; each kind has its own room, so that a flood of one hides no other.
enum class Event : std::uint8_t {
  feed,     ///< who opens one and goes
  sign_in,  ///< who comes in, and is not let in
  refused,  ///< limits that were hit
  fault,    ///< what went wrong here
  page,     ///< what a browser reports
};
inline constexpr int event_count = 5;

/// The server's lines for the log (SECURITY B8): who, from where and why; never bodies, texts or
/// secrets. Anybody can cause them, so that of each kind only some a minute are written; how many
/// were left out is told in the next minute. /metrics counts all.
///
/// Threads    Any; one lock, which is held while a line is written.
/// Limits     bounds::event_lines_per_minute, bounds::event_line_bytes.
class EventLines {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Write = std::function<void(std::string_view line)>;
  /// `write` empty: nobody listens.
  explicit EventLines(Write write) : write_(std::move(write)) {}

  void tell(Event kind, std::string_view line, Time now = std::chrono::steady_clock::now());

 private:
  struct Room {
    Time since{};
    int told = 0;
    std::uint64_t left_out = 0;
  };
  const Write write_;
  std::mutex mutex_;
  std::array<Room, event_count> rooms_;
};

}  // namespace tocsin::serve
