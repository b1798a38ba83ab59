#include "engine/identity.h"

#include <array>

#include <sodium.h>
// A key is computed for every post: the call would cost as much as the hash.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "engine/source_key.h"

namespace tocsin {
namespace {

// The seed carries the source: one pass over the id, no joined copy.
std::uint64_t seed_of(std::string_view source) {
  return XXH3_64bits(source.data(), source.size());
}
std::uint64_t key_of(std::uint64_t seed, std::string_view id) {
  return XXH3_64bits_withSeed(id.data(), id.size(), seed);
}

}  // namespace

Id128 digest_of(std::string_view domain, std::span<const std::string_view> parts) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, 16);
  const auto feed = [&](std::string_view part) {
    // Length first, so that ("ab","c") and ("a","bc") differ.
    std::array<unsigned char, 8> size{};
    for (std::size_t i = 0; i < size.size(); ++i)
      size[i] = static_cast<unsigned char>(part.size() >> (8 * i));
    crypto_generichash_update(&state, size.data(), size.size());
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                              part.size());
  };
  feed(domain);
  for (const auto part : parts) feed(part);
  std::array<unsigned char, 16> out{};
  crypto_generichash_final(&state, out.data(), out.size());
  Id128 id;
  for (std::size_t i = 0; i < 8; ++i) {
    id.high = id.high << 8 | out[i];
    id.low = id.low << 8 | out[8 + i];
  }
  return id;
}

namespace {

template <class... Part>
Id128 digest(std::string_view domain, const Part&... parts) {
  const std::array<std::string_view, sizeof...(Part)> list{parts...};
  return digest_of(domain, list);
}

constexpr std::string_view crockford = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t id_digits = 26;
__extension__ using Wide = unsigned __int128;

std::string written(std::string_view prefix, const Id128& id) {
  std::string text(prefix.size() + id_digits, '0');
  text.replace(0, prefix.size(), prefix);
  auto value = static_cast<Wide>(id.high) << 64 | id.low;
  for (std::size_t i = 0; i < id_digits; ++i) {
    text[text.size() - 1 - i] = crockford[static_cast<std::size_t>(value & 31)];
    value >>= 5;
  }
  return text;
}

bool read(std::string_view prefix, std::string_view text, Id128& out) {
  if (text.size() != prefix.size() + id_digits || !text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  if (text[0] > '7') return false;  // 26 digits hold 130 bits
  Wide value = 0;
  for (const char c : text) {
    const auto digit = crockford.find(c);
    if (digit == std::string_view::npos) return false;
    value = value << 5 | digit;
  }
  out.high = static_cast<std::uint64_t>(value >> 64);
  out.low = static_cast<std::uint64_t>(value);
  return true;
}

std::string_view bytes_of(const Id128& id) {
  return {reinterpret_cast<const char*>(&id), sizeof id};
}

}  // namespace

SourceKey::SourceKey(std::string_view source) : seed_(seed_of(source)) {}
PostKey SourceKey::post(std::string_view id) const {
  return PostKey{key_of(seed_, id)};
}

PostKey post_key(std::string_view source, std::string_view id) {
  return SourceKey(source).post(id);
}
AuthorKey author_key(std::string_view source, std::string_view id) {
  return AuthorKey{key_of(seed_of(source), id)};
}

CaseId case_id(std::string_view brand, std::string_view source, std::string_view conversation) {
  return CaseId{digest("case", brand, source, conversation)};
}
AlertId alert_id(CaseId owner, std::uint32_t number) {
  const std::string n = std::to_string(number);
  return AlertId{digest("alert", bytes_of(owner), n)};
}
FindingId finding_id(std::string_view source, std::string_view post, std::string_view rule) {
  return FindingId{digest("finding", source, post, rule)};
}

ActionId action_id(std::uint64_t seq) {
  const std::string n = std::to_string(seq);
  return ActionId{digest("action", n)};
}

std::string to_string(CaseId id) {
  return written("ca_", id);
}
std::string to_string(AlertId id) {
  return written("al_", id);
}
std::string to_string(FindingId id) {
  return written("fi_", id);
}
std::string to_string(ActionId id) {
  return written("ac_", id);
}
bool parse_id(std::string_view text, CaseId& out) {
  return read("ca_", text, out);
}
bool parse_id(std::string_view text, AlertId& out) {
  return read("al_", text, out);
}
bool parse_id(std::string_view text, ActionId& out) {
  return read("ac_", text, out);
}

}  // namespace tocsin
