#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

/// What bounds the rule author's workshop, and what happens there.
namespace tocsin::bounds {

/// Posts with something to judge that a back-test holds (about 150 bytes each); with more it ends,
/// and says to take a shorter stretch or narrower rules.
inline constexpr std::size_t backtest_posts = 6'000'000;
/// Posts shown of each rule and kind (would raise, gained, lost).
inline constexpr std::size_t backtest_samples = 5;
/// Shares of the key space or of files that back-tests read one by one: their progress.
inline constexpr std::size_t backtest_parts = 128;
/// Bytes of posts that are decoded and matched together.
inline constexpr std::size_t past_batch_bytes = 256 << 10;
inline constexpr std::size_t past_batch_posts = 256;

/// Versions kept of a pack; the oldest go.
inline constexpr std::uint64_t pack_versions = 1'000;
/// Back-tests that wait or run; more are refused (429).
inline constexpr std::size_t jobs_waiting = 4;
/// Jobs whose results are kept; the oldest that has ended goes.
inline constexpr std::size_t jobs_kept = 20;
/// Of a back-test's result as JSON; more, and the job fails.
inline constexpr std::size_t job_result_bytes = 32 << 20;

}  // namespace tocsin::bounds
