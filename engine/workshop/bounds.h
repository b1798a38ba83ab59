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
/// What checking or explaining one draft may take, in a process of its own; above it that is said.
inline constexpr std::chrono::seconds draft_cpu{10};
inline constexpr std::chrono::seconds draft_wall{25};
inline constexpr std::size_t draft_bytes = std::size_t{1} << 30;
/// Drafts that are looked at at once, and that wait for it; more are refused (429, Retry-After).
inline constexpr std::size_t drafts_at_once = 2;
inline constexpr std::size_t drafts_waiting = 6;
/// Problems of a draft that are told; further ones are counted.
inline constexpr std::size_t draft_problems = 500;
/// A text to be explained; longer is refused with the reason.
inline constexpr std::size_t explained_bytes = 64 << 10;

/// Back-tests that wait or run; more are refused (429).
inline constexpr std::size_t jobs_waiting = 4;
/// Jobs whose results are kept; the oldest that has ended goes.
inline constexpr std::size_t jobs_kept = 20;
/// Of a back-test's result as JSON; more, and the job fails.
inline constexpr std::size_t job_result_bytes = 32 << 20;

}  // namespace tocsin::bounds
