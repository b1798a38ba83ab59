#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace tocsin::tools {

__extension__ using uint128 = unsigned __int128;

/// Seeded pseudo-random numbers, the same on every machine (the standard library's
/// distributions are not): xoshiro256** of Blackman and Vigna, seeded by splitmix64.
///
/// Threads    One owner.
class SeededRandom {
 public:
  explicit SeededRandom(std::uint64_t seed) {
    for (auto& word : state_) word = mix(seed += step);
  }

  /// One word from another, well spread: for names that are functions of a number.
  static constexpr std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
  }

  std::uint64_t next() {
    const std::uint64_t result = rotate(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotate(state_[3], 45);
    return result;
  }
  /// 0 … below − 1; `below` is not 0.
  std::uint64_t under(std::uint64_t below) {
    return static_cast<std::uint64_t>((static_cast<uint128>(next()) * below) >> 64);
  }
  /// 0 ≤ x < 1.
  double share() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  bool chance(double p) { return share() < p; }
  /// 0 … below − 1, the first ones most often: Zipf's law with exponent 1.
  std::uint64_t zipf(std::uint64_t below) {
    const auto x = std::exp(share() * std::log(static_cast<double>(below) + 1));
    const auto i = static_cast<std::uint64_t>(x) - 1;
    return i < below ? i : below - 1;
  }

 private:
  static constexpr std::uint64_t step = 0x9e3779b97f4a7c15ULL;
  static std::uint64_t rotate(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
  std::uint64_t state_[4]{};
};

}  // namespace tocsin::tools
