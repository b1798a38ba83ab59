#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/source.h"

namespace tocsin::tools {

/// How fast sources are heard, over the last minute.
///
/// Threads    Any.
/// Limits     A look a second is held for a minute, of each source.
class SourceRates {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Called about once a second.
  void look_at(const std::vector<SourceStatus>& sources, Time now);
  /// Frames a second; nothing before the second look.
  std::optional<double> of(std::string_view source) const;

 private:
  struct Look {
    Time at;
    std::uint64_t frames = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::string, std::deque<Look>, std::less<>> looks_;
};

}  // namespace tocsin::tools
