#pragma once
#include <cstddef>

/// Bounds of HTTP beside those in engine/bounds.h.
namespace tocsin::bounds {

/// Requests with an Idempotency-Key whose answers are remembered, of ingest and of what creates
/// people, tokens and the like: the oldest are forgotten.
inline constexpr std::size_t ingest_keys = 10'000;
inline constexpr std::size_t created_keys = 1'000;
inline constexpr std::size_t remembered_answer_bytes = 16 << 20;

}  // namespace tocsin::bounds
