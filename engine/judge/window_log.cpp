#include "engine/judge/window_log.h"

#include <algorithm>

#include "engine/judge/meta_record.h"

namespace tocsin {
namespace {

constexpr auto by_time = [](const WindowMatch& m) { return std::pair(m.time, m.post); };

}  // namespace

WindowLog::WindowLog(std::size_t most_in_all) : most_(most_in_all) {}

const WindowMatch* WindowLog::find(const Group& group, std::uint64_t post) {
  const auto found = std::ranges::find(group, post, &WindowMatch::post);
  return found == group.end() ? nullptr : &*found;
}

void WindowLog::insert(std::uint64_t group, const WindowMatch& match) {
  Group& matches = groups_[group];
  matches.insert(std::ranges::upper_bound(matches, by_time(match), {}, by_time), match);
  order_.emplace(match.expires, group, match.post);
}

Instant WindowLog::note(std::uint64_t group, const WindowMatch& match, Instant now,
                        std::size_t most) {
  if (const auto known = groups_.find(group); known != groups_.end())
    if (const auto* before = find(known->second, match.post)) {
      if (before->expires > now) return before->time;
      erase({group, match.post});
    }
  while (of(group).size() >= most && by_time(of(group).front()) < by_time(match))
    erase({group, of(group).front().post});
  if (of(group).size() >= most) return match.time;  // older than all that it holds
  const auto self = std::tuple(match.expires, group, match.post);
  while (order_.size() >= most_) {
    const auto [expires, oldest, post] = *order_.begin();
    ++forgotten_;
    if (self < *order_.begin()) return match.time;
    erase({oldest, post});
  }
  insert(group, match);
  changed_.emplace_back(group, match.post);
  return match.time;
}

std::span<const WindowMatch> WindowLog::of(std::uint64_t group) const {
  const auto found = groups_.find(group);
  return found == groups_.end() ? std::span<const WindowMatch>{} : found->second;
}

void WindowLog::forget(std::uint64_t group, std::uint64_t post) {
  erase({group, post});
}

void WindowLog::erase(const Key& key) {
  const auto group = groups_.find(key.first);
  if (group == groups_.end()) return;
  const auto match = std::ranges::find(group->second, key.second, &WindowMatch::post);
  if (match == group->second.end()) return;
  order_.erase({match->expires, key.first, key.second});
  group->second.erase(match);
  if (group->second.empty()) groups_.erase(group);
  changed_.push_back(key);
}

void WindowLog::expire(Instant now) {
  while (!order_.empty() && std::get<0>(*order_.begin()) <= now) {
    const auto [expires, group, post] = *order_.begin();
    erase({group, post});
  }
}

void WindowLog::take_changed(std::vector<std::pair<std::string, std::string>>& out) {
  std::ranges::sort(changed_);
  const auto [first, last] = std::ranges::unique(changed_);
  changed_.erase(first, last);
  for (const auto& [group, post] : changed_) {
    std::string value;
    const auto matches = groups_.find(group);
    if (matches != groups_.end())
      if (const auto* match = find(matches->second, post)) {
        add_number(value, us_of(match->time));
        add_number(value, static_cast<std::int64_t>(match->author));
        add_number(value, us_of(match->expires));
      }
    out.emplace_back(meta_key(prefix, {group, post}), std::move(value));
  }
  changed_.clear();
}

void WindowLog::restore(std::string_view name, std::string_view value) {
  const auto group = number_in_key(name, prefix, 0);
  const auto post = number_in_key(name, prefix, 1);
  MetaNumbers numbers(value);
  const auto time = numbers.next(), author = numbers.next(), expires = numbers.next();
  if (!group || !post || !time || !author || !expires) return;
  insert(*group, {instant_from_us(*time), *post, static_cast<std::uint64_t>(*author),
                  instant_from_us(*expires)});
}

}  // namespace tocsin
