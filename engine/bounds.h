#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

/// Every bound on what comes from outside, in one place, with what happens there.
namespace tocsin::bounds {

// --- hear -------------------------------------------------------------------------------
/// A longer frame (one line, one WebSocket message) is rejected whole: `too_large`.
inline constexpr std::size_t frame_bytes = 1 << 20;
/// A batch is closed at whichever comes first; a source never waits to fill one.
inline constexpr std::size_t batch_frames = 512;
inline constexpr std::size_t batch_bytes = 256 << 10;
/// Batches under way between hear and keep; when so many are, sources pause.
inline constexpr std::size_t batches_in_flight = 64;
/// The same in bytes of frames.
inline constexpr std::size_t bytes_in_flight = 16 << 20;
/// Readable bytes that stand behind a batch's last frame (simdjson reads past the end).
inline constexpr std::size_t padding = 64;

// --- decode -----------------------------------------------------------------------------
/// Deeper JSON is rejected: `too_deep`.
inline constexpr int json_depth = 64;
/// Longer ids (post, author, conversation) are rejected: `id_too_long`.
inline constexpr std::size_t id_bytes = 512;
/// Longer text is rejected: `text_too_long`.
inline constexpr std::size_t text_bytes = 256 << 10;
/// Further links, mentions, hashtags, media, languages of a post are not kept; counted
/// `list_cut`.
inline constexpr std::size_t list_items = 64;

// --- rules ------------------------------------------------------------------------------
/// A pack file: larger or deeper is refused with a message.
inline constexpr std::size_t pack_bytes = 256 << 10;
inline constexpr int yaml_depth = 16;
inline constexpr std::size_t pattern_bytes = 2000;
inline constexpr std::size_t patterns = 200'000;
/// Brands of configuration and packs together, since a post's brands are the bits of a word; more
/// are refused with a message.
inline constexpr std::size_t brands = 64;
inline constexpr int regex_repeat = 64;
/// The largest distance of `NEAR/n` and `BEFORE/n`; larger is refused with a message.
inline constexpr int near_words = 1000;
/// A `*` of a term stands for at most so many characters; words longer than that do not match it.
inline constexpr std::size_t wildcard_chars = 64;
/// Wildcards `*` in one term; more are refused with a message.
inline constexpr int wildcards_per_term = 3;
/// Parts of a `when` beside references that are judged with state; more are refused with a message.
inline constexpr std::size_t parts_beside_late = 64;
/// Words of a text that its print is made of; what comes behind them is not compared.
inline constexpr std::size_t near_text_words = 400;
/// `at_least` of `repeat` and `distinct`; more is refused with a message.
inline constexpr int window_at_least = 10'000;
/// What compiling changed rules may take, in a process of its own; above it the change is refused
/// and the rules before stay in force. CPU time, wall time, address space.
inline constexpr std::chrono::seconds rules_compile_cpu{30};
inline constexpr std::chrono::seconds rules_compile_wall{90};
inline constexpr std::size_t rules_compile_bytes = std::size_t{2} << 30;
/// Spans kept of one finding; further ones are counted, not kept.
inline constexpr std::size_t spans_per_finding = 16;

// --- judge ------------------------------------------------------------------------------
/// Stream time is at most so far ahead of receive time; frames later than that are held to it.
inline constexpr std::chrono::minutes ahead_of_receive{5};
/// Posts up to so late count where they belong; later ones count at that edge.
inline constexpr std::chrono::minutes late_counts{10};
/// Authors kept in memory; the coldest that are durable go, and come back from the store.
inline constexpr std::size_t authors_in_memory = 200'000;
inline constexpr std::size_t cases_in_memory = 8'000;
/// Kept posts whose identity is in memory, to see repeats and edits without the store.
inline constexpr std::size_t posts_in_memory = 30'000;
/// Bytes of the filter that answers "is this id kept?" for every post: larger than the second-level
/// cache is slower, smaller sends more questions to the store.
inline constexpr std::size_t kept_filter_bytes = 2 << 20;
/// The same of "is this conversation a case?", asked for every answer that speaks of a brand.
inline constexpr std::size_t case_filter_bytes = 1 << 20;
/// Retractions of posts that we have not (yet) seen are remembered as long as those of posts that
/// we keep: a post that comes behind its own deletion (another source, a back-fill, a script that
/// sends again) is not shown. What comes later than that is older than what is kept.
inline constexpr std::chrono::hours tombstone_for{24 * 30};
/// So many of them, about 40 MB; when full the oldest is forgotten early and counted
/// (`tocsin_retractions_forgotten_total`): a post that comes behind it is shown.
inline constexpr std::size_t tombstones = 300'000;
/// Live keys of `limit` windows; when full the oldest window ends early: alerting twice is
/// better than not at all.
inline constexpr std::size_t limit_keys = 500'000;
/// Matches that `repeat` and `distinct` remember, of all rules; when full, those go whose windows
/// end first: a window may then hold later than it should.
inline constexpr std::size_t window_matches = 500'000;
/// The same of one rule and author, text …; or its `at_least`, where that is more. The oldest go.
inline constexpr std::size_t matches_per_window = 1'000;
/// Texts that windows tell near-identical ones by; when full, those go that are out of use first.
inline constexpr std::size_t near_texts = 50'000;
/// Groups (a rule and a brand, an author …) whose usual rate `surge` knows; when full, the one
/// without a match for longest is forgotten, and has no surge until it is known again.
inline constexpr std::size_t surge_groups = 10'000;
/// Findings held by one alert; the newest replace the oldest beyond the first, the count stays.
inline constexpr std::size_t findings_per_alert = 32;
/// Posts that a case lists; the newest replace the oldest beyond the root, the count stays.
inline constexpr std::size_t posts_per_case = 100;
/// Events that a commit gathers while the one before is written; then the judge waits.
inline constexpr std::size_t commit_events = 2'000;
/// While more batches are on their way, commits are at least so far apart: a sync costs as much as
/// a hundred posts, and of several changes to one record only the last is written.
inline constexpr std::chrono::microseconds commit_gap{3'000};
/// A case whose alert ended within this reopens it on a later finding.
inline constexpr std::chrono::hours reopens_within{24};
/// Bytes a stream-hour of posts kept only as mentions or for shadow, limited or retired
/// findings; above it they are sampled, with the rate kept in the record.
inline constexpr std::size_t sampled_bytes_per_hour = 16 << 20;
/// So much of that can be saved up in quiet times and spent in a storm.
inline constexpr std::chrono::minutes sampling_burst{10};

// --- keep -------------------------------------------------------------------------------
inline constexpr std::size_t wal_bytes = 32 << 20;
inline constexpr std::size_t dead_letter_bytes = 64 << 20;
inline constexpr std::size_t dead_letter_item_bytes = 16 << 10;
/// Rejected frames of a batch whose bytes are kept; all are counted.
inline constexpr std::size_t dead_letters_per_batch = 16;
inline constexpr std::chrono::hours keep_posts{24 * 30};
inline constexpr std::chrono::hours keep_cases{24 * 180};
inline constexpr std::chrono::hours keep_feed{24 * 7};
inline constexpr std::uint64_t keep_feed_events = 2'000'000;
inline constexpr std::chrono::hours keep_audit{24 * 365};

// --- tell (SECURITY A4, B5–B7; API) -------------------------------------------------------
inline constexpr std::size_t http_header_bytes = 8 << 10;         ///< 431
inline constexpr std::size_t http_body_bytes = 64 << 10;          ///< 413
inline constexpr std::size_t http_ingest_body_bytes = 1 << 20;    ///< 413
inline constexpr std::chrono::seconds http_request_deadline{10};  ///< closed
inline constexpr int http_requests_per_connection = 100;          ///< closed politely
inline constexpr std::size_t connections = 1000;                  ///< further ones: 503, closed
inline constexpr std::size_t connections_per_address = 50;        ///< loopback is exempt
inline constexpr std::size_t ws_message_bytes = 64 << 10;         ///< 1009
inline constexpr std::size_t ws_frame_bytes = 256 << 10;          ///< what we send at once
inline constexpr std::size_t snapshot_alerts = 200;               ///< in one frame
inline constexpr std::chrono::seconds ws_ping_every{20};
inline constexpr std::chrono::seconds ws_no_progress{30};  ///< 1013
inline constexpr std::chrono::seconds ws_mark_every{10};
inline constexpr double ws_messages_per_second = 20;  ///< burst 40; three strikes: 1008
inline constexpr int ws_message_burst = 40;

}  // namespace tocsin::bounds
