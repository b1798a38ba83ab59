#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace tocsin::storage {

/// The column families, one for each kind of record.
enum class Family : std::uint8_t {
  meta,  ///< RocksDB's `default`: schema version, runs, the judge's own state
  post,
  author,
  author_post,  ///< (author, post) → the post's last_seen: the kept posts of an author
  cases,
  alert,
  alert_raised,  ///< (raised_seq, alert id) → when it was raised: alerts in their order
  feed,
  outbox,
  rollup,
  cursor,
  dead_letter,
  user,
  session,
  token,
  audit,
  timeline,      ///< (case, seq, part) → what people did in it
  deed,          ///< seq → an action, to be undone and answered again
  reply,         ///< (case, its number there) → an answer of ours
  pack_version,  ///< (pack, number) → a text that a pack had
  count
};
inline constexpr std::size_t family_count = static_cast<std::size_t>(Family::count);

/// As on disk and in metrics.
inline constexpr std::array<std::string_view, family_count> family_names{
    "meta",  "post",   "author",   "author_post", "case",        "alert",       "alert_raised",
    "feed",  "outbox", "rollup",   "cursor",      "dead_letter", "user",        "session",
    "token", "audit",  "timeline", "deed",        "reply",       "pack_version"};

constexpr std::string_view name_of(Family family) {
  return family_names[static_cast<std::size_t>(family)];
}

}  // namespace tocsin::storage
