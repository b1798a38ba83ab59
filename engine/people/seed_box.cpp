#include "engine/people/seed_box.h"

#include <algorithm>
#include <stdexcept>

#include <sodium.h>

#include "engine/people/totp.h"

namespace tocsin {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t proof_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr char form = '\x01';  // of what is sealed: this, the nonce, the box

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

SeedBox::SeedBox() {
  randombytes_buf(key_.data(), key_.size());
}

SeedBox::SeedBox(std::string_view key) {
  if (key.size() != key_bytes) throw std::invalid_argument("a seed box's key has 32 bytes");
  std::ranges::copy(key, key_.begin());
}

SeedBox::SeedBox(SeedBox&& other) noexcept : key_(other.key_) {}

SeedBox::~SeedBox() {
  sodium_memzero(key_.data(), key_.size());
}

std::string SeedBox::seal(std::string_view seed, std::string_view user) const {
  std::string nonce(nonce_bytes, '\0'), box(seed.size() + proof_bytes, '\0');
  randombytes_buf(nonce.data(), nonce.size());
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(box), nullptr, bytes_of(seed), seed.size(),
                                             bytes_of(user), user.size(), nullptr, bytes_of(nonce),
                                             key_.data());
  return form + nonce + box;
}

std::optional<std::string> SeedBox::open(std::string_view sealed, std::string_view user) const {
  if (!is_sealed(sealed)) return std::string(sealed);
  const auto nonce = sealed.substr(1, nonce_bytes);
  const auto box = sealed.substr(1 + nonce_bytes);
  std::string seed(box.size() - proof_bytes, '\0');
  const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
      bytes_of(seed), nullptr, nullptr, bytes_of(box), box.size(), bytes_of(user), user.size(),
      bytes_of(nonce), key_.data());
  if (opened != 0) return std::nullopt;
  return seed;
}

bool SeedBox::is_sealed(std::string_view seed) {
  return seed.size() == 1 + nonce_bytes + proof_bytes + totp_seed_bytes && seed.front() == form;
}

}  // namespace tocsin
