#include "tools/rule_hits.h"

#include <chrono>
#include <limits>
#include <utility>

namespace tocsin::tools {
namespace {

constexpr std::string_view findings = "findings/";
constexpr std::chrono::hours shown{24 * 30};
constexpr std::chrono::seconds read_every{1};

std::int64_t hour_of(Instant time) {
  return std::chrono::floor<std::chrono::hours>(time).time_since_epoch().count();
}

}  // namespace

RuleHits::Hits RuleHits::between(std::int64_t from_hour, std::int64_t to_hour) const {
  Hits hits;
  for (auto& add : store_.rollups(from_hour, to_hour))
    if (add.name.starts_with(findings))
      hits[add.name.substr(findings.size())] += static_cast<std::uint64_t>(add.by);
  return hits;
}

void RuleHits::refresh(Instant stream_time) const {
  const auto now = clock_.now();
  // What stands in an hour that has passed does not change, once its last commit is kept.
  const auto hour = hour_of(stream_time == Instant{} ? now : stream_time) - 1;
  if (std::exchange(hour_, hour) != hour)
    closed_ = between(hour - shown.count(), hour);
  else if (now >= read_at_ && now < read_at_ + read_every)
    return;
  current_ = between(hour, std::numeric_limits<std::int64_t>::max());
  read_at_ = now;
}

serve::RuleTally RuleHits::of(std::string_view rule, Instant stream_time) const {
  const std::lock_guard lock(mutex_);
  refresh(stream_time);
  const auto in = [&](const Hits& hits) {
    const auto at = hits.find(rule);
    return at == hits.end() ? 0 : at->second;
  };
  return {in(closed_) + in(current_)};
}

}  // namespace tocsin::tools
