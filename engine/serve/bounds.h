#pragma once
#include <chrono>
#include <cstddef>

/// Bounds of HTTP beside those in engine/bounds.h.
namespace tocsin::bounds {

/// Requests with an Idempotency-Key whose answers are remembered, of ingest and of what creates
/// people, tokens and the like: the oldest are forgotten.
inline constexpr std::size_t ingest_keys = 10'000;
inline constexpr std::size_t created_keys = 1'000;
inline constexpr std::size_t remembered_answer_bytes = 16 << 20;

/// Of an export's query, that the audit log keeps.
inline constexpr std::size_t noted_query_bytes = 500;

/// Pings and pongs of a feed's client, at once and a second; more of them close with 1008.
inline constexpr int ws_control_burst = 100;
inline constexpr int ws_controls_per_second = 10;

/// What a client whose request was refused may still send, and for how long, before it is cut off.
inline constexpr std::size_t linger_bytes = 16 << 20;
inline constexpr std::chrono::seconds linger{3};

/// Of each kind of what the server writes down; further lines of the minute are counted.
inline constexpr int event_lines_per_minute = 60;
inline constexpr std::size_t event_line_bytes = 500;

}  // namespace tocsin::bounds
