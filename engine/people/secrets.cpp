#include "engine/people/secrets.h"

#include <array>

#include <sodium.h>

namespace tocsin {
namespace {

constexpr std::string_view crockford = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::string_view token_prefix = "tcsn_";
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t secret_chars = 43;
constexpr std::size_t check_chars = 6;

std::string base64url(const unsigned char* bytes, std::size_t size) {
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_ENCODED_LEN(size, variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes, size, variant);
  text.pop_back();  // its NUL
  return text;
}

std::string random_letters(std::size_t count) {
  std::string text(count, '0');
  for (char& c : text) c = crockford[randombytes_uniform(crockford.size())];
  return text;
}

std::uint32_t crc32(std::string_view text) {
  std::uint32_t crc = 0xffffffff;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (0xedb88320 & (0 - (crc & 1)));
  }
  return ~crc;
}

std::string check_of(std::string_view secret) {
  const std::uint32_t crc = crc32(secret);
  std::array<unsigned char, 4> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<unsigned char>(crc >> (24 - 8 * i));
  return base64url(bytes.data(), bytes.size());
}

}  // namespace

SecretHash hash_of_secret(std::string_view secret) {
  SecretHash hash{};
  crypto_generichash(hash.data(), hash.size(),
                     reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), nullptr,
                     0);
  return hash;
}

std::string new_secret() {
  std::array<unsigned char, secret_bytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  auto text = base64url(bytes.data(), bytes.size());
  sodium_memzero(bytes.data(), bytes.size());
  return text;
}

std::string new_id(std::string_view prefix) {
  return std::string(prefix) + random_letters(16);
}

std::string id_of(std::string_view prefix, std::string_view what) {
  const auto hash = hash_of_secret(what);
  std::string text(prefix);
  for (std::size_t i = 0; i < 16; ++i) text += crockford[hash[i] % crockford.size()];
  return text;
}

std::string new_api_token() {
  const auto secret = new_secret();
  return std::string(token_prefix) + secret + check_of(secret);
}

bool has_form_of_api_token(std::string_view text) {
  if (!text.starts_with(token_prefix)) return false;
  text.remove_prefix(token_prefix.size());
  return text.size() == secret_chars + check_chars &&
         check_of(text.substr(0, secret_chars)) == text.substr(secret_chars);
}

std::string new_recovery_code() {
  return random_letters(5) + '-' + random_letters(5);
}

std::string plain_recovery_code(std::string_view typed) {
  std::string plain;
  for (const char c : typed.substr(0, 40)) {
    if (c == '-' || c == ' ') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return plain;
}

std::string base32(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  unsigned held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) text += letters[held >> (bits - 5) & 31];
  }
  if (bits > 0) text += letters[held << (5 - bits) & 31];
  return text;
}

void wipe(std::string& text) {
  sodium_memzero(text.data(), text.size());
  text.clear();
}

}  // namespace tocsin
