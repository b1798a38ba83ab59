#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/time.h"

/// Amounts as people write them.
namespace tocsin::tools {

/// `90s`, `30m`, `12h`, `30d`: a whole number and a unit. Nullopt: not one, or over 100 years.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);
/// `512`, `64KB`, `64MB`, `2GB` (of 1,024); `MiB` means the same. Nullopt: not one, or over 1 PB.
std::optional<std::uint64_t> parse_size(std::string_view text);
/// `64 MB`, `1.5 GB`.
std::string size_text(std::uint64_t bytes);
/// `2 h 5 min`, `3 min 20 s`, `12 s`.
std::string duration_text(std::chrono::seconds time);
/// How long ago that was, in whole seconds; what is dated later than now is new: 0.
std::chrono::seconds age_of(Instant then, Instant now);
/// `1,234,567`.
std::string count_text(std::uint64_t n);

/// Where a server listens.
struct Address {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
};
/// `127.0.0.1:8420`, `[::1]:8420`, `:8420`, `localhost:8420`. Nullopt: no such thing.
std::optional<Address> parse_address(std::string_view text);

}  // namespace tocsin::tools
