#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

/// Every bound on what people do with alerts, with what happens there.
namespace tocsin::bounds {

/// A longer note is refused.
inline constexpr std::size_t note_bytes = 8 << 10;
inline constexpr std::size_t tag_bytes = 64;
/// Further tags are refused.
inline constexpr std::size_t tags_per_alert = 32;
/// Alerts of one bulk action; more are refused.
inline constexpr std::size_t bulk_alerts = 500;
/// Of an Idempotency-Key; longer ones are refused.
inline constexpr std::size_t action_key_bytes = 200;
/// So long an action can be undone.
inline constexpr std::chrono::seconds undo_window{8};
/// An acknowledgement holds so long where nobody says how long, and at most.
inline constexpr std::chrono::minutes ack_for{30};
inline constexpr std::chrono::hours ack_most{24};
inline constexpr std::chrono::hours snooze_most{24 * 90};
inline constexpr std::chrono::hours follow_up_most{24 * 400};
/// Alerts with a timer (acknowledged, snoozed, followed up); then no further timer is set, and the
/// action that wants one is refused.
inline constexpr std::size_t desk_timers = 200'000;
/// Timers that ring at one look; the rest ring at the next.
inline constexpr std::size_t timers_at_once = 500;
/// Actions whose keys and answers are remembered, and how long; the oldest go first. One that is
/// sent again after that is a new one.
inline constexpr std::size_t deeds = 20'000;
inline constexpr std::chrono::hours keep_deeds{24};
/// Lines of a case's timeline that are shown, the newest.
inline constexpr std::size_t timeline_shown = 500;
/// Cases merged into one, and posts split off one; more are refused.
inline constexpr std::size_t merged_cases = 64;
inline constexpr std::size_t split_posts = 100;

/// Posts that one search looks at; then it says that it is not whole.
inline constexpr std::uint64_t posts_searched = 2'000'000;
/// After so many a search asks whether it is still wanted.
inline constexpr std::uint64_t posts_between_looks = 4'096;
inline constexpr std::size_t search_bytes = 400;
inline constexpr std::size_t search_words = 16;
/// An author's kept posts that are read, and of these shown, the newest.
inline constexpr std::size_t author_posts_read = 500;
inline constexpr std::size_t author_posts_shown = 50;
/// Of one exported file, whichever comes first; then it says where the next begins.
inline constexpr std::size_t export_rows = 50'000;
inline constexpr std::size_t export_bytes = 16 << 20;

}  // namespace tocsin::bounds
