#pragma once
#include <span>
#include <string>
#include <string_view>

namespace tocsin::rules {

/// The known word that a mistyped one most likely meant; empty where none is near.
/// Cost       O(words × length²); for messages only.
std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

/// `; did you mean `x`?`, or nothing where no known word is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

/// `a, b, c`: for messages that name what is allowed.
std::string listed(std::span<const std::string_view> words);

}  // namespace tocsin::rules
