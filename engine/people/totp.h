#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/time.h"

/// One-time codes by time (RFC 6238: SHA-1, 30 s, six digits: what every authenticator knows).
///
/// Threads    Any.
namespace tocsin {

inline constexpr std::size_t totp_seed_bytes = 20;
std::string new_totp_seed();

/// The code of a step; more digits than six for the RFC's test vectors.
std::string totp_code(std::string_view seed, std::uint64_t step, int digits = 6);
std::uint64_t totp_step(Instant at);

/// The step whose code this is: now's, or one on either side, and later than `after`, so that no
/// code is taken twice. Nothing: the code is wrong.
std::optional<std::uint64_t> totp_step_of(std::string_view code, std::string_view seed, Instant now,
                                          std::uint64_t after);

/// What authenticators read from a picture: `otpauth://totp/…`.
std::string totp_uri(std::string_view seed, std::string_view login);

}  // namespace tocsin
