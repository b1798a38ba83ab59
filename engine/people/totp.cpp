#include "engine/people/totp.h"

#include <algorithm>
#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "engine/people/secrets.h"

namespace tocsin {
namespace {

constexpr std::uint64_t seconds_a_step = 30;

/// Percent-encoded, all but letters, digits and `-._~`.
std::string escaped(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain)
      out += c;
    else
      out.append({'%', hex[byte >> 4], hex[byte & 15]});
  }
  return out;
}

}  // namespace

std::string new_totp_seed() {
  std::string seed(totp_seed_bytes, '\0');
  randombytes_buf(seed.data(), seed.size());
  return seed;
}

std::string totp_code(std::string_view seed, std::uint64_t step, int digits) {
  std::array<unsigned char, 8> moving{};
  for (std::size_t i = moving.size(); i-- > 0; step >>= 8)
    moving[i] = static_cast<unsigned char>(step);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  HMAC(EVP_sha1(), seed.data(), static_cast<int>(seed.size()), moving.data(), moving.size(),
       mac.data(), &size);
  const std::size_t at = mac[size - 1] & 15;
  std::uint32_t number = (mac[at] & 0x7fU) << 24 | static_cast<std::uint32_t>(mac[at + 1]) << 16 |
                         static_cast<std::uint32_t>(mac[at + 2]) << 8 | mac[at + 3];
  std::string code(static_cast<std::size_t>(digits), '0');
  for (auto digit = code.rbegin(); digit != code.rend(); ++digit, number /= 10)
    *digit = static_cast<char>('0' + number % 10);
  return code;
}

std::uint64_t totp_step(Instant at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  return static_cast<std::uint64_t>(std::max<std::int64_t>(seconds, 0)) / seconds_a_step;
}

std::optional<std::uint64_t> totp_step_of(std::string_view code, std::string_view seed, Instant now,
                                          std::uint64_t after) {
  const std::uint64_t middle = std::max<std::uint64_t>(totp_step(now), 1);
  std::optional<std::uint64_t> found;
  // All three are looked at, right or wrong.
  for (std::uint64_t step = middle - 1; step <= middle + 1; ++step) {
    const auto right = totp_code(seed, step);
    const bool same =
        code.size() == right.size() && sodium_memcmp(code.data(), right.data(), right.size()) == 0;
    if (same && step > after) found = step;
  }
  return found;
}

std::string totp_uri(std::string_view seed, std::string_view login) {
  return "otpauth://totp/Tocsin:" + escaped(login) + "?secret=" + base32(seed) +
         "&issuer=Tocsin&algorithm=SHA1&digits=6&period=30";
}

}  // namespace tocsin
