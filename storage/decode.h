#pragma once
#include <string_view>

#include "engine/records.h"
#include "engine/workshop/workshop_changes.h"

/// Records (records.proto) to nouns.
///
/// Threads    Any.
/// Errors     False: the bytes are no such record; `out` then means nothing.
/// Limits     Sizes and enumerators out of range are errors, not clamped: they cannot come from
///            encode.h, so the record is damaged.
namespace tocsin::storage {

[[nodiscard]] bool decode(std::string_view bytes, KeptPost& out);
[[nodiscard]] bool decode(std::string_view bytes, AuthorKey key, AuthorState& out);
[[nodiscard]] bool decode(std::string_view bytes, Case& out);
[[nodiscard]] bool decode(std::string_view bytes, Alert& out);
[[nodiscard]] bool decode(std::string_view bytes, std::uint64_t seq, Event& out);
[[nodiscard]] bool decode(std::string_view bytes, DeadLetter& out);
[[nodiscard]] bool decode(std::string_view bytes, PackVersion& out);

}  // namespace tocsin::storage
