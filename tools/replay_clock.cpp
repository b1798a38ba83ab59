#include "tools/replay_clock.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace tocsin::tools {
namespace {

std::optional<Instant> time_us_of(std::string_view frame) {
  constexpr std::string_view key = "\"time_us\":";
  const auto at = frame.find(key);
  if (at == frame.npos) return std::nullopt;
  std::int64_t us = 0;
  const auto* begin = frame.data() + at + key.size();
  if (std::from_chars(begin, frame.data() + frame.size(), us).ec != std::errc{})
    return std::nullopt;
  return instant_from_us(us);
}

/// As string_view::find, which stops at every quotation mark on its way.
std::size_t find_in(std::string_view text, std::string_view part, std::size_t from) {
  const auto* at = static_cast<const char*>(
      memmem(text.data() + from, text.size() - from, part.data(), part.size()));
  return at == nullptr ? text.npos : static_cast<std::size_t>(at - text.data());
}

/// The value of the next `"created_at": "…"` behind `from`; moves `from` on.
std::optional<Instant> next_created_at(std::string_view frame, std::size_t& from) {
  constexpr std::string_view key = "\"created_at\"";
  from = find_in(frame, key, from);
  if (from == frame.npos) return std::nullopt;
  from += key.size();
  const auto begin = frame.find_first_not_of(" \t:\"", from);
  if (begin == frame.npos) return std::nullopt;
  const auto end = std::min(frame.find('"', begin), frame.size());
  Instant at;
  if (!parse_rfc3339(frame.data() + begin, frame.data() + end, at)) return std::nullopt;
  return at;
}

}  // namespace

std::optional<Instant> recorded_time(Wire wire, std::string_view frame) {
  if (wire == Wire::jetstream) return time_us_of(frame);
  // The author's account has a created_at too, which is never the later one.
  std::optional<Instant> latest;
  for (std::size_t from = 0; from != frame.npos;)
    if (const auto at = next_created_at(frame, from)) latest = std::max(latest.value_or(*at), *at);
  return latest;
}

void ReplayClock::hear(const RawBatch& batch) {
  std::int64_t latest = now_us_;
  for (std::size_t i = 0; i < batch.frames.size(); ++i)
    if (const auto at = recorded_time(batch.wire, batch.frame(i)))
      latest = std::max(latest, us_of(*at));
  now_us_ = latest;
}

}  // namespace tocsin::tools
