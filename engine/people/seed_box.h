#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

/// Seals the seeds of one-time codes with a key that is not in the store: a seed has to be known
/// to check a code, and whoever has the store or a backup of it alone is not to know any.
///
/// Threads    Const: any.
/// Ownership  Holds the key, and wipes it.
/// Cost       XChaCha20-Poly1305 of 20 bytes.
class SeedBox {
 public:
  static constexpr std::size_t key_bytes = 32;

  /// A key of its own, which goes with it: what it sealed nobody opens any more.
  SeedBox();
  /// `key`: key_bytes.
  explicit SeedBox(std::string_view key);
  SeedBox(SeedBox&&) noexcept;
  ~SeedBox();

  /// For this user's record and no other.
  std::string seal(std::string_view seed, std::string_view user) const;
  /// Nothing where it was sealed with another key, or for another user. What a store has from
  /// before seeds were sealed is given as it is.
  std::optional<std::string> open(std::string_view sealed, std::string_view user) const;
  static bool is_sealed(std::string_view seed);

 private:
  std::array<unsigned char, key_bytes> key_{};
};

}  // namespace tocsin
