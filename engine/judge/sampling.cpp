#include "engine/judge/sampling.h"

#include <algorithm>
#include <charconv>

namespace tocsin {

float Sampling::decide(PostKey key, std::size_t bytes, Instant now) {
  const auto hour = std::chrono::floor<std::chrono::hours>(now).time_since_epoch().count();
  if (hour != hour_) {
    hour_ = hour;
    used_ = 0;
  }
  // Half of the budget at rate 1, a quarter at 1/2, an eighth at 1/4 …: it never quite ends.
  int halvings = 0;
  for (std::uint64_t left = budget_ - std::min(used_, budget_); left < budget_ >> (halvings + 1);)
    if (++halvings == 20) break;
  // Multiplied first: the key itself also chooses places in tables.
  const auto draw = static_cast<std::uint64_t>(key) * 0xd6e8feb86659fd93u >> 32;
  if (halvings > 0 && draw >> (32 - halvings) != 0) return 0;
  used_ += bytes;
  return 1.0F / static_cast<float>(1U << halvings);
}

std::string Sampling::saved() const {
  return std::to_string(hour_) + ' ' + std::to_string(used_);
}

void Sampling::restore(std::string_view saved) {
  const auto read = std::from_chars(saved.data(), saved.data() + saved.size(), hour_);
  if (read.ec == std::errc{} && read.ptr != saved.data() + saved.size())
    std::from_chars(read.ptr + 1, saved.data() + saved.size(), used_);
}

}  // namespace tocsin
