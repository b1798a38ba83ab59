#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/bounds.h"
#include "engine/identity.h"
#include "engine/time.h"

namespace tocsin {

/// Which of the posts that nobody works on (mentions; shadow and limited findings) are kept: all,
/// until a stream-hour's budget runs short; then every second, fourth, eighth …, chosen by the
/// post's key, so that the same input keeps the same posts.
///
/// Threads    Unsafe; the judge owns it.
class Sampling {
 public:
  explicit Sampling(std::uint64_t bytes_per_hour = bounds::sampled_bytes_per_hour)
      : budget_(bytes_per_hour) {}
  /// The share of posts like this one that are kept now, if this one is; 0: it is not.
  float decide(PostKey key, std::size_t bytes, Instant now);
  std::string saved() const;
  void restore(std::string_view saved);

 private:
  std::uint64_t budget_;
  std::int64_t hour_ = 0;
  std::uint64_t used_ = 0;
};

}  // namespace tocsin
