#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/bounds.h"
#include "engine/identity.h"
#include "engine/time.h"

namespace tocsin {

/// Which of the posts that nobody works on (mentions; shadow and limited findings) are kept: all
/// while there is budget; as it runs short every second, fourth, eighth …, chosen by the post's
/// key, so that the same input keeps the same posts.
///
/// The budget comes in evenly, and bounds::sampling_burst of it can be saved up: a storm is
/// sampled as it comes, and takes nothing from the posts of the hour after it.
///
/// Threads    Unsafe; the judge owns it.
class Sampling {
 public:
  explicit Sampling(std::uint64_t bytes_per_hour = bounds::sampled_bytes_per_hour);
  /// The share of posts like this one that are kept now, if this one is; 0: it is not.
  float decide(PostKey key, std::size_t bytes, Instant now);
  std::string saved() const;
  void restore(std::string_view saved);

 private:
  void refill(Instant now);

  std::uint64_t per_hour_;
  std::uint64_t most_;
  std::uint64_t left_;
  std::int64_t filled_us_ = 0;  ///< stream time until which the budget has come in
};

}  // namespace tocsin
