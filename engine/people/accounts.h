#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/people/access.h"
#include "engine/time.h"

/// The records of who may come in. Secrets are in them only as hashes: whoever reads the store
/// can sign in as nobody (SECURITY C3, C5). The seed of one-time codes has to be known to check
/// one: it is sealed with a key that is kept elsewhere.
namespace tocsin {

/// BLAKE2b of a secret of 32 random bytes: nothing slower is needed to keep those.
using SecretHash = std::array<unsigned char, 32>;

/// A link that works once: an invitation, a reset.
struct OneUseLink {
  SecretHash hash{};
  Instant until{};
};

struct User {
  std::string id;     ///< `u_…`
  std::string login;  ///< a-z 0-9 . _ - @, unique
  std::string name;   ///< as others see it
  Role role = Role::viewer;
  std::vector<std::string> teams;
  bool disabled = false;
  std::string password;              ///< argon2id, as libsodium writes it; empty: none yet
  std::string totp_seed;             ///< sealed (SeedBox); empty: no one-time codes are asked for
  std::string totp_begun;            ///< the same, of a seed that no code has confirmed yet
  std::uint64_t totp_step = 0;       ///< of the last code taken: none works twice
  std::vector<SecretHash> recovery;  ///< codes not used yet
  std::optional<OneUseLink> link;
  Instant created{};
  Instant password_set{};
};

struct Session {
  std::string id;  ///< `s_…`
  SecretHash hash{};
  std::string user;
  Instant created{};
  Instant last_seen{};  ///< written now and then
  Instant proved{};     ///< when its owner last gave a password or a code
  std::string address;  ///< of the sign-in
  std::string device;   ///< its User-Agent, cut
};

/// What a script signs in with.
struct ApiToken {
  std::string id;  ///< `t_…`
  SecretHash hash{};
  std::string name;
  std::string owner;          ///< whose it is: it may no more than they; empty: the host's
  std::vector<Right> scopes;  ///< never empty
  Instant created{};
  std::optional<Instant> expires;
  std::optional<Instant> last_used;  ///< written now and then
};

}  // namespace tocsin
