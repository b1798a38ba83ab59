#pragma once
#include <string_view>

namespace tocsin::rules {

/// Whether a folded word is one that people use every day, in English or German, for other things
/// than a brand: `apple`, `target`, `bahn`. A small list: where it says no, nothing is known.
bool is_ordinary_word(std::string_view folded);

}  // namespace tocsin::rules
