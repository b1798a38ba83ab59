#pragma once
#include <cstddef>

namespace tocsin::rules {

/// What folding a stretch of ASCII came to.
enum class AsciiFold {
  same,       ///< done: as long as before
  shrinks,    ///< done, but runs of spaces or letters are still to be shortened
  not_ascii,  ///< there is a byte that is not ASCII; what was written means nothing
};

/// Folds ASCII text byte by byte: lower case, white space to spaces, hyphens between letters to
/// spaces. Writes `size` bytes.
/// Limits     `to` has room for 64 bytes more than `size`.
/// Cost       About 10 ns for 120 bytes with AVX-512; chosen once, at start.
AsciiFold fold_ascii(const char* from, std::size_t size, char* to);

/// Shortens runs in text that came out of fold_ascii; answers the new size.
std::size_t shorten_runs(char* text, std::size_t size);

/// Which of the ways the processor takes: `avx512`, `avx2`, `baseline`.
const char* fold_ascii_way();

}  // namespace tocsin::rules
