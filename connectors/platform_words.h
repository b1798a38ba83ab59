#pragma once
#include <span>
#include <string>

namespace tocsin {

/// What a platform said, as it is told to people and kept: short, on one line, and without our own
/// secrets, which a careless one repeats in its errors.
///
/// Limits     bounds::platform_words_bytes; cut between characters.
std::string readable(std::string text, std::span<const std::string> secrets);

}  // namespace tocsin
