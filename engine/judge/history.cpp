#include "engine/judge/history.h"

#include <algorithm>
#include <limits>

namespace tocsin {
namespace {

std::int32_t day_of(Instant when) {
  return static_cast<std::int32_t>(
      std::chrono::floor<std::chrono::days>(when).time_since_epoch().count());
}

std::int32_t newest_day(const AuthorState& author) {
  return author.by_day.empty() ? 0 : author.by_day.back().day;
}

void rise(std::uint16_t& counter) {
  if (counter < std::numeric_limits<std::uint16_t>::max()) ++counter;
}

}  // namespace

HistoryFacts facts_of(const AuthorState& author, Instant now) {
  HistoryFacts facts;
  facts.open_cases = author.open_cases;
  const auto first = std::max(day_of(now), newest_day(author)) - AuthorState::days + 1;
  for (const auto& [day, posts, complaints] : author.by_day)
    if (day >= first) {
      facts.posts_30d += posts;
      facts.complaints_30d += complaints;
    }
  return facts;
}

void count_post(AuthorState& author, Instant when, bool complaint) {
  const auto day = day_of(when);
  const auto first = std::max(day, newest_day(author)) - AuthorState::days + 1;
  if (day < first) return;
  auto& counts = author.by_day;
  std::erase_if(counts, [&](const auto& count) { return count.day < first; });
  auto at = std::ranges::lower_bound(counts, day, {}, &AuthorState::DayCount::day);
  if (at == counts.end() || at->day != day) at = counts.insert(at, {.day = day});
  rise(at->posts);
  if (complaint) rise(at->complaints);
}

}  // namespace tocsin
