#pragma once
#include <algorithm>

#include "engine/bounds.h"
#include "engine/time.h"

namespace tocsin {

/// Stream time: what windows, limits and due dates run on. It follows the frames' own times,
/// never goes back, and runs at most bounds::ahead_of_receive ahead of receive time, so that one
/// wrong clock cannot move everybody's.
///
/// Threads    Unsafe; the judge owns it.
class StreamClock {
 public:
  /// Takes note of a frame, and says at which time it counts: its own, held to the window in
  /// which late posts still count where they belong.
  Instant hear(Instant frame, Instant received) {
    frame = std::min(frame, received + bounds::ahead_of_receive);
    now_ = std::max(now_, frame);
    return std::max(frame, now_ - bounds::late_counts);
  }
  Instant now() const { return now_; }
  void restore(Instant now) { now_ = now; }

 private:
  Instant now_{};
};

}  // namespace tocsin
