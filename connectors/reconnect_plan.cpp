#include "connectors/reconnect_plan.h"

#include <algorithm>
#include <utility>

namespace tocsin {

ReconnectPlan::ReconnectPlan(std::size_t hosts, ReconnectWaits waits, Random random)
    : waits_(waits), random_(std::move(random)), not_before_(hosts) {}

ReconnectPlan::Attempt ReconnectPlan::next(Instant now) {
  // The first host in turn that may be asked; if none may, the one that may be soonest.
  std::size_t best = host_;
  for (std::size_t i = 0; i < not_before_.size(); ++i) {
    const std::size_t candidate = (host_ + i) % not_before_.size();
    if (std::max(not_before_[candidate], now) < std::max(not_before_[best], now)) best = candidate;
  }
  host_ = best;
  const Micros held = std::max(not_before_[best] - now, Micros{0});
  return {best, std::max(held, jitter())};
}

void ReconnectPlan::failed(RetryWhen when, Instant now) {
  if (failures_ < 32) ++failures_;
  if (when == RetryWhen::slowly) not_before_[host_] = now + waits_.refused;
  // Once more where it worked: times and cursors are that instance's own.
  if (!std::exchange(worked_, false)) host_ = (host_ + 1) % not_before_.size();
}

void ReconnectPlan::works() {
  failures_ = 0;
  worked_ = true;
}

Micros ReconnectPlan::jitter() {
  if (failures_ == 0) return Micros{0};
  const double most = static_cast<double>(Micros(waits_.most).count());
  const double grown = static_cast<double>(Micros(waits_.first).count()) *
                       static_cast<double>(1ULL << (failures_ - 1));
  return Micros{static_cast<std::int64_t>(random_() * std::min(most, grown))};
}

}  // namespace tocsin
