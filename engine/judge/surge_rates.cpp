#include "engine/judge/surge_rates.h"

#include <algorithm>

#include "engine/bounds.h"
#include "engine/judge/meta_record.h"

namespace tocsin {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t parts = 60;  ///< of `within`

Micros fine_of(Micros within) {
  return std::max(within / parts, Micros{1});
}
/// Slots of the usual rate: no more than 144, whatever the window.
Micros coarse_of(Micros within) {
  return std::max<Micros>(within, 10min);
}
Micros usual_over(Micros within) {
  return std::max<Micros>(24h, within * 12);
}

}  // namespace

SurgeRates::Group& SurgeRates::group_of(std::uint64_t id, const RuleWindow& window, Instant since,
                                        Instant expires) {
  auto known = groups_.find(id);
  // Slots count from `since`, in parts of `within`: others mean nothing.
  if (known != groups_.end() &&
      (known->second.since != since || known->second.within != window.within)) {
    erase(id);
    known = groups_.end();
  }
  if (known == groups_.end()) {
    while (groups_.size() >= most_) erase(order_.begin()->second);
    known = groups_.emplace(id, Group{since, expires, window.within, {}, {}}).first;
    order_.emplace(expires, id);
  }
  Group& group = known->second;
  if (expires > group.expires) {
    order_.erase({group.expires, id});
    group.expires = expires;
    order_.emplace(expires, id);
  }
  changed_.push_back(id);
  return group;
}

SurgeRates::Rates SurgeRates::note(std::uint64_t id, const RuleWindow& window, Instant since,
                                   Instant at, Counts counts) {
  const Micros within = window.within, fine = fine_of(within), coarse = coarse_of(within);
  const Micros known = std::max(at - since, Micros{0});
  Group& group =
      group_of(id, window, since, at + usual_over(within) + within + coarse + bounds::late_counts);
  const std::int64_t slot = known / fine;
  if (counts == Counts::yes) {
    ++group.fine[slot];
    ++group.coarse[known / coarse];
  }
  // Posts that come late may still look back at twice the window.
  const std::int64_t newest = group.fine.empty() ? slot : group.fine.rbegin()->first;
  group.fine.erase(group.fine.begin(), group.fine.lower_bound(newest - 2 * parts));
  Rates rates;
  for (auto s = group.fine.upper_bound(slot - parts); s != group.fine.end() && s->first <= slot;
       ++s)
    rates.now += static_cast<std::uint64_t>(s->second);
  // Whole slots before the window.
  const std::int64_t end = (known - within) / coarse;
  const std::int64_t begin = std::max<std::int64_t>(end - usual_over(within) / coarse, 0);
  group.coarse.erase(group.coarse.begin(), group.coarse.lower_bound(begin - parts));
  if (known < within || (end - begin) * coarse < within) return rates;
  std::int64_t before = 0;
  for (auto s = group.coarse.lower_bound(begin); s != group.coarse.end() && s->first < end; ++s)
    before += s->second;
  rates.usual = static_cast<double>(before) * static_cast<double>(within.count()) /
                (static_cast<double>(end - begin) * static_cast<double>(coarse.count()));
  return rates;
}

void SurgeRates::erase(std::uint64_t id) {
  const auto group = groups_.find(id);
  if (group == groups_.end()) return;
  order_.erase({group->second.expires, id});
  groups_.erase(group);
  changed_.push_back(id);
}

void SurgeRates::expire(Instant now) {
  while (!order_.empty() && order_.begin()->first <= now) erase(order_.begin()->second);
}

void SurgeRates::take_changed(std::vector<std::pair<std::string, std::string>>& out) {
  std::ranges::sort(changed_);
  const auto [first, last] = std::ranges::unique(changed_);
  changed_.erase(first, last);
  for (const std::uint64_t id : changed_) {
    std::string value;
    if (const auto known = groups_.find(id); known != groups_.end()) {
      const Group& group = known->second;
      add_number(value, us_of(group.since));
      add_number(value, us_of(group.expires));
      add_number(value, group.within.count());
      for (const Slots* slots : {&group.fine, &group.coarse}) {
        add_number(value, static_cast<std::int64_t>(slots->size()));
        for (const auto& [slot, count] : *slots) {
          add_number(value, slot);
          add_number(value, count);
        }
      }
    }
    out.emplace_back(meta_key(prefix, {id}), std::move(value));
  }
  changed_.clear();
}

void SurgeRates::restore(std::string_view name, std::string_view value) {
  const auto id = number_in_key(name, prefix, 0);
  MetaNumbers numbers(value);
  const auto since = numbers.next(), expires = numbers.next(), within = numbers.next();
  if (!id || !since || !expires || !within) return;
  Group group{instant_from_us(*since), instant_from_us(*expires), Micros{*within}, {}, {}};
  for (Slots* slots : {&group.fine, &group.coarse}) {
    const auto count = numbers.next().value_or(0);
    for (std::int64_t i = 0; i < count; ++i) {
      const auto slot = numbers.next(), matches = numbers.next();
      if (slot && matches) slots->emplace(*slot, *matches);
    }
  }
  order_.emplace(group.expires, *id);
  groups_.insert_or_assign(*id, std::move(group));
}

}  // namespace tocsin
