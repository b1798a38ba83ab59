#pragma once
#include <cstdint>
#include <string_view>

#include "engine/identity.h"

namespace tocsin {

/// The keys of one source's posts, for who makes many: as post_key(), with the source hashed once.
///
/// Threads    Any; immutable.
class SourceKey {
 public:
  explicit SourceKey(std::string_view source);
  PostKey post(std::string_view id) const;

 private:
  std::uint64_t seed_;
};

}  // namespace tocsin
