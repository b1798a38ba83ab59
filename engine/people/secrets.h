#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/people/accounts.h"

/// What people and scripts show to be let in: random, told once, kept as a hash.
///
/// Threads    Any.
namespace tocsin {

/// BLAKE2b-256.
SecretHash hash_of_secret(std::string_view secret);

/// 32 random bytes as base64url: a session's cookie, a one-use link.
std::string new_secret();
/// `u_`, `s_` or `t_` and 16 random characters.
std::string new_id(std::string_view prefix);

/// The same, of what it is for: a change that is asked for twice makes the same one.
std::string id_of(std::string_view prefix, std::string_view what);

/// `tcsn_`, 43 characters of 32 random bytes, and six of their CRC-32: leak scanners find it by its
/// form, and one that was cut off in copying is told from a wrong one.
std::string new_api_token();
bool has_form_of_api_token(std::string_view text);

/// Ten characters in two groups, for paper: `k7m2p-x9d4r`.
std::string new_recovery_code();
/// As it was made out: lower case, without what people put between.
std::string plain_recovery_code(std::string_view typed);

/// RFC 4648 base 32 without padding: how seeds of one-time codes are shown.
std::string base32(std::string_view bytes);

/// Overwrites a text with a secret before its memory goes.
void wipe(std::string& text);

}  // namespace tocsin
