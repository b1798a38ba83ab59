#pragma once
#include <cstddef>
#include <string_view>

#include "rules/fold.h"

namespace tocsin::rules {

/// Folds any text into `to`, which has room for 4 × the text + 64 bytes; answers how many bytes
/// were written. With `offsets`, says where each of them came from.
/// Limits     A character may fold to more than its room: `needs` then tells how much, and nothing
///            written counts.
std::size_t fold_general(std::string_view text, char* to, std::size_t room, FoldOffsets* offsets,
                         std::size_t& needs);

}  // namespace tocsin::rules
