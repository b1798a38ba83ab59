#include "engine/judge/sampling.h"

#include <algorithm>
#include <charconv>

namespace tocsin {
namespace {

constexpr std::uint64_t us_per_hour = 3'600'000'000;

}  // namespace

Sampling::Sampling(std::uint64_t bytes_per_hour)
    : per_hour_(bytes_per_hour),
      most_(bytes_per_hour /
            static_cast<std::uint64_t>(std::chrono::hours{1} / bounds::sampling_burst)),
      left_(most_) {}

void Sampling::refill(Instant now) {
  const std::int64_t us = us_of(now);
  if (us <= filled_us_) return;
  const auto passed = std::min(static_cast<std::uint64_t>(us - filled_us_), us_per_hour);
  const std::uint64_t come = per_hour_ * passed / us_per_hour;
  if (come == 0) return;  // not yet a byte: what has passed goes on counting
  left_ = std::min(most_, left_ + come);
  filled_us_ = us;
}

float Sampling::decide(PostKey key, std::size_t bytes, Instant now) {
  refill(now);
  // Half of what can be saved up at rate 1, a quarter at 1/2, an eighth at 1/4 …: it never quite
  // ends.
  int halvings = 0;
  while (left_ < most_ >> (halvings + 1) && ++halvings < 20) {
  }
  // Multiplied first: the key itself also chooses places in tables.
  const auto draw = static_cast<std::uint64_t>(key) * 0xd6e8feb86659fd93u >> 32;
  if (halvings > 0 && draw >> (32 - halvings) != 0) return 0;
  left_ -= std::min<std::uint64_t>(left_, bytes);
  return 1.0F / static_cast<float>(1U << halvings);
}

std::string Sampling::saved() const {
  return std::to_string(filled_us_) + ' ' + std::to_string(left_);
}

void Sampling::restore(std::string_view saved) {
  std::int64_t filled = 0;
  std::uint64_t left = 0;
  const char* const end = saved.data() + saved.size();
  const auto first = std::from_chars(saved.data(), end, filled);
  if (first.ec != std::errc{} || first.ptr == end) return;
  if (std::from_chars(first.ptr + 1, end, left).ec != std::errc{}) return;
  filled_us_ = filled;
  left_ = std::min(left, most_);
}

}  // namespace tocsin
