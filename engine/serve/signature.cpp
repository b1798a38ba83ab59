#include "engine/serve/signature.h"

#include <array>

#include <sodium.h>

namespace tocsin::serve {

bool signature_holds(std::string_view header, std::string_view body, std::string_view secret) {
  constexpr std::string_view scheme = "sha256=";
  if (!header.starts_with(scheme)) return false;
  const auto hex = header.substr(scheme.size());
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> given{}, wanted{};
  std::size_t size = 0;
  if (hex.size() != 2 * given.size() ||
      sodium_hex2bin(given.data(), given.size(), hex.data(), hex.size(), nullptr, &size, nullptr) !=
          0 ||
      size != given.size())
    return false;
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes(secret), secret.size());
  crypto_auth_hmacsha256_update(&state, bytes(body), body.size());
  crypto_auth_hmacsha256_final(&state, wanted.data());
  return sodium_memcmp(given.data(), wanted.data(), given.size()) == 0;
}

}  // namespace tocsin::serve
