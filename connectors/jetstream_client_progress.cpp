#include "connectors/jetstream_client_progress.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tocsin {
namespace {

/// Smaller numbers are sequence numbers to a server.
constexpr std::int64_t least_time_us = 1'000'000'000'000'000;
/// A time so far ahead of ours is an error of the server's and must not become the cursor.
constexpr std::chrono::minutes ahead_of_us{1};

std::int64_t us_of_span(std::chrono::milliseconds span) {
  return Micros(span).count();
}

}  // namespace

JetstreamProgress::JetstreamProgress(const JetstreamOptions& options, std::string_view cursor)
    : options_(options), seen_(options.overlap_keys) {
  const auto at = std::min(cursor.find('@'), cursor.size());
  std::int64_t time_us = 0;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + at, time_us);
  if (error != std::errc{} || end != cursor.data() + at || time_us < least_time_us) return;
  newest_us_ = time_us;
  host_ = cursor.substr(std::min(at + 1, cursor.size()));
}

std::optional<std::int64_t> JetstreamProgress::resume_at(std::string_view host) const {
  if (newest_us_ == 0) return std::nullopt;
  const auto back = us_of_span(host == host_ ? options_.overlap : options_.switch_overlap);
  return std::max(newest_us_ - back, least_time_us);
}

void JetstreamProgress::connected(std::string_view host) {
  host_ = host;
  first_of_connection_ = true;
}

JetstreamProgress::Heard JetstreamProgress::hear(const JetstreamHead& head, Instant now) {
  Heard heard{.repeat = !seen_.first_time(head.key)};
  if (head.time_us == 0) return heard;
  if (std::exchange(first_of_connection_, false)) heard.gap = gap_before(head.time_us, now);
  newest_us_ = std::max(newest_us_, std::min(head.time_us, us_of(now + ahead_of_us)));
  return heard;
}

std::optional<SourceGap> JetstreamProgress::gap_before(std::int64_t time_us, Instant now) const {
  if (newest_us_ == 0 || time_us - newest_us_ <= us_of_span(options_.gap_after))
    return std::nullopt;
  const bool too_old = now - newest() > options_.lookback;
  return SourceGap{newest(), instant_from_us(time_us),
                   host_ + (too_old ? ": we were away for longer than the server can replay"
                                    : ": the server sent nothing for this time after a "
                                      "reconnect; what was said then was not heard")};
}

std::string JetstreamProgress::cursor() const {
  return newest_us_ == 0 ? std::string() : std::to_string(newest_us_) + '@' + host_;
}

}  // namespace tocsin
