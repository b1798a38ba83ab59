#include "tools/rule_hits.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

namespace tocsin::tools {
namespace {

constexpr std::string_view findings = "findings/";
constexpr std::string_view verdict = "verdict/";
constexpr std::chrono::hours shown{24 * 30};
constexpr std::chrono::hours verdicts_shown{24 * 90};
constexpr std::chrono::seconds read_every{1};
constexpr std::chrono::seconds verdicts_every{5};

std::int64_t hour_of(Instant time) {
  return std::chrono::floor<std::chrono::hours>(time).time_since_epoch().count();
}

std::int64_t day_of_hour(std::int64_t hour) {
  return std::chrono::floor<std::chrono::days>(std::chrono::hours{hour}).count();
}

}  // namespace

RuleHits::Hits RuleHits::between(std::int64_t from_hour, std::int64_t to_hour) const {
  Hits hits;
  for (auto& add : store_.rollups(from_hour, to_hour)) {
    if (!add.name.starts_with(findings)) continue;
    auto& count = hits[add.name.substr(findings.size())];
    const auto by = static_cast<std::uint64_t>(add.by);
    count.all += by;
    const auto ago = today_ - day_of_hour(add.hour);
    if (ago >= 0 && ago < static_cast<std::int64_t>(count.by_day.size()))
      count.by_day[count.by_day.size() - 1 - static_cast<std::size_t>(ago)] += by;
  }
  return hits;
}

/// `verdict/<pack>/<rule>/<outcome>`; few, so that they are read anew each time.
RuleHits::VerdictsOf RuleHits::verdicts_since(std::int64_t hour) const {
  VerdictsOf all;
  for (const auto& add : store_.rollups(hour, std::numeric_limits<std::int64_t>::max())) {
    const auto end = add.name.rfind('/');
    if (!add.name.starts_with(verdict) || end <= verdict.size() || add.by == 0) continue;
    auto& count =
        all[add.name.substr(verdict.size(), end - verdict.size())][add.name.substr(end + 1)];
    // Undone, a verdict counts backwards.
    const auto sum = static_cast<std::int64_t>(count) + add.by;
    count = static_cast<std::uint64_t>(std::max<std::int64_t>(0, sum));
  }
  return all;
}

void RuleHits::refresh(Instant stream_time) const {
  const auto now = clock_.now();
  // What stands in an hour that has passed does not change, once its last commit is kept.
  const auto hour = hour_of(stream_time == Instant{} ? now : stream_time) - 1;
  today_ = day_of_hour(hour + 1);
  if (std::exchange(hour_, hour) != hour)
    closed_ = between(hour - shown.count(), hour);
  else if (now >= read_at_ && now < read_at_ + read_every)
    return;
  current_ = between(hour, std::numeric_limits<std::int64_t>::max());
  if (now < verdicts_at_ || now >= verdicts_at_ + verdicts_every) {
    verdicts_ = verdicts_since(hour - verdicts_shown.count());
    verdicts_at_ = now;
  }
  read_at_ = now;
}

serve::RuleTally RuleHits::of(std::string_view rule, Instant stream_time) const {
  const std::lock_guard lock(mutex_);
  refresh(stream_time);
  serve::RuleTally tally;
  for (const auto* hits : {&closed_, &current_})
    if (const auto at = hits->find(rule); at != hits->end()) {
      tally.hits += at->second.all;
      for (std::size_t i = 0; i < tally.by_day.size(); ++i) tally.by_day[i] += at->second.by_day[i];
    }
  if (const auto at = verdicts_.find(rule); at != verdicts_.end()) tally.verdicts = at->second;
  return tally;
}

}  // namespace tocsin::tools
