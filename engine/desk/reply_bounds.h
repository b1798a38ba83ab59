#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

/// Every bound on answering, with what happens there.
namespace tocsin::bounds {

/// A longer draft is refused; the platform's own bound is far below.
inline constexpr std::size_t reply_bytes = 16 << 10;
/// Replies of one case; more are refused.
inline constexpr std::uint32_t replies_per_case = 200;
/// Replies that are remembered by the judge; further ones are refused until old ones go.
inline constexpr std::size_t replies = 100'000;
/// Tries of one reply that surely did not leave; then it has failed, and a person decides.
inline constexpr std::uint32_t reply_tries = 8;
/// The pause after the first such try, doubled with each, at most the second.
inline constexpr std::chrono::seconds reply_pause{2}, reply_pause_most{120};
/// A reply of which nobody knows whether it left is asked after so much later: a request that was
/// cut may still be on its way.
inline constexpr std::chrono::seconds ask_after{5};
inline constexpr std::chrono::seconds undo_most{300};
inline constexpr std::size_t saved_answers = 500;
inline constexpr std::size_t saved_answer_name_bytes = 100;
/// Of one exchange with a platform, and of its answer; a longer one counts as none.
inline constexpr std::chrono::seconds send_deadline{20};
inline constexpr std::size_t platform_answer_bytes = 1 << 20;
/// Of what a platform says of a failure, that is told and kept; the rest is cut.
inline constexpr std::size_t platform_words_bytes = 400;

}  // namespace tocsin::bounds
