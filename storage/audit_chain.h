#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::storage {

/// A link of the audit log's chain: BLAKE2b-256 of the link before, the entry's number, and its
/// record up to where the link itself stands in it.
using ChainLink = std::array<unsigned char, 32>;

/// Of the entry that `before` stands for, and the record without its link.
ChainLink chain_link(const ChainLink& before, std::uint64_t seq, std::string_view record);

/// Puts a link behind a record, as its last field.
void append_link(std::string& record, const ChainLink& link);

/// A record with its link, taken apart; nothing where no link ends it.
struct LinkedRecord {
  std::string_view record;
  ChainLink link{};
};
std::optional<LinkedRecord> without_link(std::string_view linked);

/// Where the chain stands: the last entry, its number and its link. Kept in `meta`, so that entries
/// cut off at either end are missed.
struct ChainEnd {
  std::uint64_t seq = 0;
  ChainLink link{};
};
std::string to_bytes(const ChainEnd& end);
/// The beginning of a chain where the bytes are none.
ChainEnd chain_end(std::string_view bytes);

/// Keys of `meta`: the last entry written, and the last one that retention has taken.
inline constexpr std::string_view audit_head_key = "store/audit/head";
inline constexpr std::string_view audit_anchor_key = "store/audit/anchor";

}  // namespace tocsin::storage
