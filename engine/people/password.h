#pragma once
#include <cstddef>
#include <string>
#include <string_view>

/// Passwords: what is taken as one, and how one is kept (SECURITY C1).
///
/// Threads    Any. Hashing and checking take PasswordCost::bytes of memory and about 150 ms each:
///            never on a thread that others wait for (password_room.h).
namespace tocsin {

/// Of argon2id; the default is libsodium's INTERACTIVE. Tests take less.
struct PasswordCost {
  unsigned long long passes = 2;
  std::size_t bytes = 64 << 20;
};

/// What is wrong with a new password, for who chose it; empty: nothing. No rules of composition:
/// length, and not what everybody tries first (its own login name included).
std::string trouble_with_password(std::string_view password, std::string_view login);

/// Empty where there is no memory for it.
std::string hash_of_password(std::string_view password, const PasswordCost& cost);
bool password_fits(std::string_view password, const std::string& hash);
/// Hashed with another cost than today's.
bool needs_rehash(const std::string& hash, const PasswordCost& cost);

}  // namespace tocsin
