#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/desk/deed.h"
#include "engine/desk/reply.h"

/// Records of what people did, as encode.h and decode.h say.
namespace tocsin::storage {

void encode(const TimelineEntry& entry, std::string& out);
void encode(const Deed& deed, std::string& out);

void encode(const Reply& reply, std::string& out);
/// The key holds the case and its number there.
[[nodiscard]] bool decode_reply(std::string_view key, std::string_view bytes, Reply& out);

/// The key holds the case, seq and part.
[[nodiscard]] bool decode_timeline(std::string_view key, std::string_view bytes,
                                   TimelineEntry& out);
[[nodiscard]] bool decode(std::string_view bytes, std::uint64_t began, Deed& out);

}  // namespace tocsin::storage
