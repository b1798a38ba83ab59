#include "engine/people/throttle.h"

#include <algorithm>

#include <boost/asio/ip/address.hpp>

namespace tocsin {
namespace {

std::string account_key(const std::string& login) {
  return "a:" + login.substr(0, bounds::login_bytes);
}
std::string address_key(const std::string& address) {
  return "n:" + network_of(address);
}

}  // namespace

std::string network_of(std::string_view address) {
  boost::system::error_code wrong;
  const auto parsed = boost::asio::ip::make_address(std::string(address), wrong);
  if (wrong || !parsed.is_v6()) return std::string(address);
  if (parsed.to_v6().is_v4_mapped())
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, parsed.to_v6()).to_string();
  auto bytes = parsed.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return boost::asio::ip::address_v6(bytes).to_string();
}

std::chrono::seconds Throttle::left(const std::string& key, Time now) const {
  const auto at = by_key_.find(key);
  if (at == by_key_.end() || at->second->until <= now) return std::chrono::seconds{0};
  return std::chrono::ceil<std::chrono::seconds>(at->second->until - now);
}

std::chrono::seconds Throttle::wait(const std::string& login, const std::string& address,
                                    Time now) {
  const std::scoped_lock lock(mutex_);
  return std::max(left(account_key(login), now), left(address_key(address), now));
}

void Throttle::failed(const std::string& login, const std::string& address, Time now) {
  const std::scoped_lock lock(mutex_);
  if (!login.empty())
    count(account_key(login), bounds::failures_of_account, bounds::longest_wait_of_account, now);
  count(address_key(address), bounds::failures_of_address, bounds::longest_wait_of_address, now);
}

void Throttle::count(std::string key, int free, std::chrono::seconds longest, Time now) {
  auto known = by_key_.find(key);
  if (known == by_key_.end()) {
    if (entries_.size() == bounds::throttled) {
      by_key_.erase(entries_.front().key);
      entries_.pop_front();
    }
    entries_.push_back({.key = std::move(key), .failures = 0, .until = {}, .last = now});
    known = by_key_.emplace(entries_.back().key, std::prev(entries_.end())).first;
  }
  Entry& entry = *known->second;
  if (now - entry.last > bounds::failures_forgotten_after) entry.failures = 0;
  entry.last = now;
  ++entry.failures;
  if (entry.failures >= free) {
    const int doubled = std::min(entry.failures - free, 20);
    entry.until = now + std::min(longest, bounds::first_wait * (1 << doubled));
  }
  entries_.splice(entries_.end(), entries_, known->second);
}

void Throttle::succeeded(const std::string& login) {
  const std::scoped_lock lock(mutex_);
  const auto at = by_key_.find(account_key(login));
  if (at == by_key_.end()) return;
  const auto entry = at->second;
  by_key_.erase(at);
  entries_.erase(entry);
}

}  // namespace tocsin
