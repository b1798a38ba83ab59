#include "engine/judge/history.h"

#include <algorithm>
#include <limits>

namespace tocsin {
namespace {

std::int32_t day_of(Instant when) {
  return static_cast<std::int32_t>(
      std::chrono::floor<std::chrono::days>(when).time_since_epoch().count());
}

std::size_t slot_of(std::int32_t day) {
  return static_cast<std::size_t>(((day % AuthorState::days) + AuthorState::days) %
                                  AuthorState::days);
}

void rise(std::uint16_t& counter) {
  if (counter < std::numeric_limits<std::uint16_t>::max()) ++counter;
}

}  // namespace

HistoryFacts facts_of(const AuthorState& author, Instant now) {
  HistoryFacts facts;
  facts.open_cases = author.open_cases;
  const auto today = day_of(now);
  const auto first = std::max(today, author.newest_day) - AuthorState::days + 1;
  for (auto day = author.newest_day; day >= first && day > author.newest_day - AuthorState::days;
       --day) {
    facts.posts_30d += author.posts[slot_of(day)];
    facts.complaints_30d += author.complaints[slot_of(day)];
  }
  return facts;
}

void count_post(AuthorState& author, Instant when, bool complaint) {
  const auto day = day_of(when);
  const auto from = std::max(author.newest_day + 1, day - AuthorState::days + 1);
  for (auto d = from; d <= day; ++d) author.posts[slot_of(d)] = author.complaints[slot_of(d)] = 0;
  author.newest_day = std::max(author.newest_day, day);
  if (day <= author.newest_day - AuthorState::days) return;
  rise(author.posts[slot_of(day)]);
  if (complaint) rise(author.complaints[slot_of(day)]);
}

}  // namespace tocsin
