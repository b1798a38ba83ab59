#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <rocksdb/slice.h>

#include "engine/identity.h"

/// Keys are big-endian, so that ranges of numbers are ranges of keys.
namespace tocsin::storage {

/// A key of fixed size, on the stack.
template <std::size_t Size>
struct FixedKey {
  std::array<char, Size> bytes{};
  rocksdb::Slice slice() const { return {bytes.data(), Size}; }
};

inline void put_big_endian(char* at, std::uint64_t value) {
  for (int i = 7; i >= 0; --i, value >>= 8) at[i] = static_cast<char>(value);
}
inline std::uint64_t get_big_endian(const char* at) {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(at[i]);
  return value;
}

inline FixedKey<8> key_of(std::uint64_t number) {
  FixedKey<8> key;
  put_big_endian(key.bytes.data(), number);
  return key;
}
inline FixedKey<8> key_of(PostKey post) {
  return key_of(static_cast<std::uint64_t>(post));
}
inline FixedKey<8> key_of(AuthorKey author) {
  return key_of(static_cast<std::uint64_t>(author));
}
inline FixedKey<16> key_of(const Id128& id) {
  FixedKey<16> key;
  put_big_endian(key.bytes.data(), id.high);
  put_big_endian(key.bytes.data() + 8, id.low);
  return key;
}
/// Of the index of an author's posts.
inline FixedKey<16> author_post_key(AuthorKey author, PostKey post) {
  FixedKey<16> key;
  put_big_endian(key.bytes.data(), static_cast<std::uint64_t>(author));
  put_big_endian(key.bytes.data() + 8, static_cast<std::uint64_t>(post));
  return key;
}
/// Of the index of alerts in the order in which they were raised.
inline FixedKey<24> raised_key(std::uint64_t raised_seq, const Id128& alert) {
  FixedKey<24> key;
  put_big_endian(key.bytes.data(), raised_seq);
  put_big_endian(key.bytes.data() + 8, alert.high);
  put_big_endian(key.bytes.data() + 16, alert.low);
  return key;
}
/// Of a line of a case's timeline.
inline FixedKey<28> timeline_key(const Id128& in, std::uint64_t seq, std::uint32_t part) {
  FixedKey<28> key;
  put_big_endian(key.bytes.data(), in.high);
  put_big_endian(key.bytes.data() + 8, in.low);
  put_big_endian(key.bytes.data() + 16, seq);
  for (std::size_t i = 0; i < 4; ++i)
    key.bytes[24 + i] = static_cast<char>(part >> (24 - 8 * i) & 0xff);
  return key;
}
/// Of an answer of ours.
inline FixedKey<20> reply_key(const Id128& in, std::uint32_t number) {
  FixedKey<20> key;
  put_big_endian(key.bytes.data(), in.high);
  put_big_endian(key.bytes.data() + 8, in.low);
  for (std::size_t i = 0; i < 4; ++i)
    key.bytes[16 + i] = static_cast<char>(number >> (24 - 8 * i) & 0xff);
  return key;
}
/// Hours before 1970 sort first.
inline FixedKey<8> rollup_key(std::int64_t hour) {
  FixedKey<8> key;
  put_big_endian(key.bytes.data(), static_cast<std::uint64_t>(hour) ^ (1ULL << 63));
  return key;
}
inline std::int64_t hour_of(const rocksdb::Slice& rollup_key) {
  return static_cast<std::int64_t>(get_big_endian(rollup_key.data()) ^ (1ULL << 63));
}

/// Of a pack's versions; names hold no zero byte.
inline std::string pack_version_key(std::string_view pack, std::uint64_t number) {
  std::string key(pack);
  key.push_back('\0');
  const auto n = key_of(number);
  return key.append(n.bytes.data(), n.bytes.size());
}

/// The number of a key of eight bytes; 0 where it is none.
inline std::uint64_t number_of(const rocksdb::Slice& key) {
  return key.size() < 8 ? 0 : get_big_endian(key.data());
}
inline Id128 id_of(const char* at) {
  return {get_big_endian(at), get_big_endian(at + 8)};
}

}  // namespace tocsin::storage
