#pragma once
#include <algorithm>
#include <chrono>

namespace tocsin::serve {

/// So many at once, and so many a second: what one client may ask of us.
///
/// Threads    One's.
class TokenBucket {
 public:
  using Time = std::chrono::steady_clock::time_point;
  TokenBucket(double burst, double per_second, Time now)
      : burst_(burst), per_second_(per_second), tokens_(burst), refilled_(now) {}

  /// False: it is too many now.
  bool take(Time now) {
    const double seconds = std::chrono::duration<double>(now - refilled_).count();
    refilled_ = now;
    tokens_ = std::min(burst_, tokens_ + seconds * per_second_);
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

 private:
  const double burst_, per_second_;
  double tokens_;
  Time refilled_;
};

}  // namespace tocsin::serve
