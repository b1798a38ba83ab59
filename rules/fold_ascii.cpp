#include "rules/fold_ascii.h"

#include <array>
#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace tocsin::rules {
namespace {

constexpr bool is_lower(unsigned char c) {
  return c >= 'a' && c <= 'z';
}

// Plain loops: gcc vectorises the first for the baseline processor.
AsciiFold fold_baseline(const char* from, std::size_t size, char* to) {
  unsigned char all = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto c = static_cast<unsigned char>(from[i]);
    all |= c;
    const unsigned char lower = c | (static_cast<unsigned char>(c - 'A') < 26 ? 0x20 : 0);
    to[i] = static_cast<char>(static_cast<unsigned char>(c - '\t') < 5 ? ' ' : lower);
  }
  if (all & 0x80) return AsciiFold::not_ascii;
  bool shrinks = false;
  unsigned char before = 0, before_that = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto c = static_cast<unsigned char>(to[i]);
    if (c == '-' && is_lower(before) && i + 1 < size &&
        is_lower(static_cast<unsigned char>(to[i + 1])))
      to[i] = ' ';
    shrinks |= c == before && (c == ' ' || (c == before_that && is_lower(c)));
    before_that = before;
    before = c;
  }
  return shrinks ? AsciiFold::shrinks : AsciiFold::same;
}

#if defined(__x86_64__)
#define TOCSIN_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,bmi,bmi2")))
#define TOCSIN_AVX2 __attribute__((target("avx2,bmi,bmi2")))

TOCSIN_AVX512 inline __m512i lower_512(__m512i v) {
  const __mmask64 upper =
      _mm512_cmplt_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8('A')), _mm512_set1_epi8(26));
  return _mm512_mask_add_epi8(v, upper, v, _mm512_set1_epi8(0x20));
}

TOCSIN_AVX512 AsciiFold fold_avx512(const char* from, std::size_t size, char* to) {
  std::uint64_t letters_before = 0, spaces_before = 0, pairs_before = 0, shrinks = 0;
  for (std::size_t i = 0; i < size; i += 64) {
    const std::size_t left = size - i;
    const __mmask64 here = left >= 64 ? ~0ULL : (1ULL << left) - 1;
    __m512i v = _mm512_maskz_loadu_epi8(here, from + i);
    if (_mm512_movepi8_mask(v) != 0) return AsciiFold::not_ascii;
    v = lower_512(v);
    const __mmask64 blank =
        _mm512_cmplt_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8('\t')), _mm512_set1_epi8(5));
    v = _mm512_mask_mov_epi8(v, blank, _mm512_set1_epi8(' '));
    const std::uint64_t spaces = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(' '));
    const std::uint64_t letters =
        _mm512_cmplt_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8('a')), _mm512_set1_epi8(26));
    const std::uint64_t dashes = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('-'));
    // The bytes before each: a load one byte earlier, its first lane off at the begin of the text.
    const __m512i earlier = lower_512(_mm512_maskz_loadu_epi8(
        i == 0 ? here & ~1ULL : here, from + static_cast<std::ptrdiff_t>(i) - 1));
    const std::uint64_t pairs = _mm512_cmpeq_epi8_mask(v, earlier) & letters;
    shrinks |= (spaces & (spaces << 1 | spaces_before)) | (pairs & (pairs << 1 | pairs_before));
    if (dashes != 0) {
      const auto next = left > 64 ? static_cast<unsigned char>(from[i + 64] | 0x20) : '\0';
      const std::uint64_t letters_after = letters >> 1 | (is_lower(next) ? 1ULL << 63 : 0);
      v = _mm512_mask_mov_epi8(v, dashes & (letters << 1 | letters_before) & letters_after,
                               _mm512_set1_epi8(' '));
    }
    _mm512_storeu_si512(to + i, v);
    letters_before = letters >> 63;
    spaces_before = spaces >> 63;
    pairs_before = pairs >> 63;
  }
  return shrinks != 0 ? AsciiFold::shrinks : AsciiFold::same;
}

TOCSIN_AVX2 inline __m256i in_range(__m256i v, char first, char count) {
  const __m256i from_first = _mm256_sub_epi8(v, _mm256_set1_epi8(first));
  const __m256i last = _mm256_set1_epi8(static_cast<char>(count - 1));
  return _mm256_cmpeq_epi8(_mm256_min_epu8(from_first, last), from_first);
}
TOCSIN_AVX2 inline std::uint32_t bits(__m256i v) {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(v));
}
TOCSIN_AVX2 inline __m256i lower_256(__m256i v) {
  return _mm256_or_si256(v, _mm256_and_si256(in_range(v, 'A', 26), _mm256_set1_epi8(0x20)));
}

/// Whole blocks of 32 bytes; the rest goes through a padded copy, with two bytes of what is before.
TOCSIN_AVX2 AsciiFold fold_avx2(const char* from, std::size_t size, char* to) {
  std::uint32_t letters_before = 0, spaces_before = 0, pairs_before = 0, shrinks = 0;
  for (std::size_t i = 0; i < size; i += 32) {
    const std::size_t left = size - i;
    alignas(32) std::array<char, 65> rest{};
    const char* at = from + i;
    if (left < 32 || i == 0) {
      rest[0] = i == 0 ? '\0' : from[i - 1];
      __builtin_memcpy(rest.data() + 1, from + i, left < 32 ? left : 32);
      at = rest.data() + 1;
    }
    __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    if (bits(v) != 0) return AsciiFold::not_ascii;
    v = lower_256(v);
    v = _mm256_blendv_epi8(v, _mm256_set1_epi8(' '), in_range(v, '\t', 5));
    const std::uint32_t spaces = bits(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(' ')));
    const std::uint32_t letters = bits(in_range(v, 'a', 26));
    const std::uint32_t dashes = bits(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('-')));
    const __m256i earlier = lower_256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at - 1)));
    const std::uint32_t pairs = bits(_mm256_cmpeq_epi8(v, earlier)) & letters;
    shrinks |= (spaces & (spaces << 1 | spaces_before)) | (pairs & (pairs << 1 | pairs_before));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + i), v);
    if (dashes != 0) {
      const auto next = left > 32 ? static_cast<unsigned char>(from[i + 32] | 0x20) : '\0';
      const std::uint32_t letters_after = letters >> 1 | (is_lower(next) ? 1U << 31 : 0);
      for (std::uint32_t d = dashes & (letters << 1 | letters_before) & letters_after; d != 0;
           d &= d - 1)
        to[i + static_cast<std::size_t>(__builtin_ctz(d))] = ' ';
    }
    letters_before = letters >> 31;
    spaces_before = spaces >> 31;
    pairs_before = pairs >> 31;
  }
  return shrinks != 0 ? AsciiFold::shrinks : AsciiFold::same;
}
#endif

struct Way {
  AsciiFold (*fold)(const char*, std::size_t, char*);
  const char* name;
};

Way best_way() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("bmi2"))
    return {fold_avx512, "avx512"};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) return {fold_avx2, "avx2"};
#endif
  return {fold_baseline, "baseline"};
}

const Way way = best_way();

}  // namespace

AsciiFold fold_ascii(const char* from, std::size_t size, char* to) {
  return way.fold(from, size, to);
}

const char* fold_ascii_way() {
  return way.name;
}

std::size_t shorten_runs(char* text, std::size_t size) {
  std::size_t out = 0;
  char before = 0, before_that = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const char c = text[i];
    if (c == before && (c == ' ' || (c == before_that && is_lower(static_cast<unsigned char>(c)))))
      continue;
    text[out++] = c;
    before_that = before;
    before = c;
  }
  return out;
}

}  // namespace tocsin::rules
