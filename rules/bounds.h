#pragma once
#include <cstddef>
#include <cstdint>

/// What bounds the compiling of rules beside engine/bounds.h, and what happens there.
namespace tocsin::bounds {

/// Memory of a pattern: its program, and the states that a search finds and keeps. Most need less
/// than the first; what needs more than the second is refused with the reason.
inline constexpr std::int64_t regex_bytes = 1 << 20;
inline constexpr std::int64_t regex_bytes_most = 8 << 20;
/// Steps that all patterns of a rule set compile to (`\w` is 1,400, `a` is one); with more, the
/// pattern that is too many is named. A million take two seconds and a half.
inline constexpr std::size_t regex_steps = 1'000'000;
/// What a pattern counts for that is too large to be compiled: trying takes a tenth of a second.
inline constexpr std::size_t regex_steps_of_too_large = 100'000;
/// Steps of patterns that the lints of one pack try on examples; the rest are taken to match.
inline constexpr std::size_t regex_steps_linted = 200'000;

/// Nesting of YAML beyond which nothing more of the file is read: the library takes the square of
/// it.
inline constexpr int yaml_depth_read = 64;
/// Compiled rule sets that are kept in the cache (some megabytes each at 10,000 rules); the ones
/// that were not used for longest go.
inline constexpr std::size_t literal_cache_files = 16;
/// Rules that wait for each other one behind the other; more are refused with the reason.
inline constexpr std::size_t reference_depth = 200;

}  // namespace tocsin::bounds
