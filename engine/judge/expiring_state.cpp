#include "engine/judge/expiring_state.h"

#include <algorithm>
#include <charconv>

namespace tocsin {

const std::vector<Instant>* ExpiringState::find(std::uint64_t key) const {
  const auto it = entries_.find(key);
  return it == entries_.end() ? nullptr : &it->second.times;
}

std::optional<Instant> ExpiringState::expires(std::uint64_t key) const {
  const auto it = entries_.find(key);
  if (it == entries_.end()) return std::nullopt;
  return it->second.expires;
}

void ExpiringState::mark(std::uint64_t key, Entry& entry) {
  if (entry.changed) return;
  entry.changed = true;
  changed_.push_back(key);
}

void ExpiringState::set(std::uint64_t key, std::vector<Instant> times, Instant expires) {
  while (entries_.size() >= most_ && !order_.empty()) {
    const auto [when, oldest] = order_.front();
    order_.pop_front();
    const auto it = entries_.find(oldest);
    if (it == entries_.end() || it->second.expires != when) continue;
    erase(oldest);
    ++forgotten_;
  }
  auto& entry = entries_[key];
  entry.times = std::move(times);
  entry.expires = expires;
  order_.emplace_back(expires, key);
  mark(key, entry);
}

void ExpiringState::erase(std::uint64_t key) {
  if (entries_.erase(key) > 0) erased_.push_back(key);
}

void ExpiringState::expire(Instant now) {
  // Expiries of one prefix differ, so the order is only roughly theirs: what stands behind a
  // later one goes a little late, which nobody sees: callers compare times.
  while (!order_.empty() && order_.front().first <= now) {
    const auto [when, key] = order_.front();
    order_.pop_front();
    const auto it = entries_.find(key);
    if (it != entries_.end() && it->second.expires == when) erase(key);
  }
}

std::string ExpiringState::name_of_key(std::uint64_t key) const {
  std::string name = prefix_;
  for (int shift = 56; shift >= 0; shift -= 8)
    name.push_back(static_cast<char>(key >> shift & 0xff));
  return name;
}

void ExpiringState::take_changed(std::vector<std::pair<std::string, std::string>>& out) {
  for (const auto key : erased_)
    if (!entries_.contains(key)) out.emplace_back(name_of_key(key), "");
  erased_.clear();
  for (const auto key : changed_) {
    const auto it = entries_.find(key);
    if (it == entries_.end() || !it->second.changed) continue;
    it->second.changed = false;
    std::string value = std::to_string(us_of(it->second.expires));
    for (const auto t : it->second.times) value += ' ' + std::to_string(us_of(t));
    out.emplace_back(name_of_key(key), std::move(value));
  }
  changed_.clear();
}

void ExpiringState::restore(std::string_view name, std::string_view value) {
  if (name.size() != prefix_.size() + 8) return;
  std::uint64_t key = 0;
  for (const char c : name.substr(prefix_.size())) key = key << 8 | static_cast<unsigned char>(c);
  std::vector<Instant> times;
  const char* at = value.data();
  const char* const end = at + value.size();
  while (at < end) {
    std::int64_t us = 0;
    const auto read = std::from_chars(at, end, us);
    if (read.ec != std::errc{}) break;
    times.push_back(instant_from_us(us));
    at = read.ptr == end ? end : read.ptr + 1;
  }
  if (times.empty()) return;
  auto& entry = entries_[key];
  entry.expires = times.front();
  entry.times.assign(times.begin() + 1, times.end());
  order_.emplace_back(entry.expires, key);
}

void ExpiringState::restored() {
  std::ranges::sort(order_);
}

}  // namespace tocsin
