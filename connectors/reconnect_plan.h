#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "engine/time.h"

namespace tocsin {

/// Uniform in [0, 1).
using Random = std::function<double()>;

struct ReconnectWaits {
  std::chrono::milliseconds first{500};
  std::chrono::milliseconds most{30'000};
  std::chrono::milliseconds refused{300'000};
};

/// Whether it makes sense to ask the same host again soon.
enum class RetryWhen : std::uint8_t { soon, slowly };

/// Which of several hosts to try next, and when: exponential back-off with full jitter, the host
/// that worked last once more, then the others in turn.
///
/// Threads    Unsafe to share. No clock of its own.
class ReconnectPlan {
 public:
  ReconnectPlan(std::size_t hosts, ReconnectWaits waits, Random random);

  struct Attempt {
    std::size_t host = 0;
    Micros wait{0};
  };
  Attempt next(Instant now);
  /// What the last attempt came to, whether it had been connected or not.
  void failed(RetryWhen when, Instant now);
  /// The host of the last attempt sends.
  void works();
  std::uint32_t failures() const { return failures_; }

 private:
  Micros jitter();

  ReconnectWaits waits_;
  Random random_;
  std::vector<Instant> not_before_;
  std::size_t host_ = 0;
  std::uint32_t failures_ = 0;
  bool worked_ = false;
};

}  // namespace tocsin
