#pragma once
#include <cstdint>
#include <functional>
#include <string>

namespace tocsin {

/// Tells whoever serves the feed how far it has come. The events themselves are read from the
/// store: what is announced is durable.
///
/// Threads    announce() by keep; last() and subscribe() from any.
class FeedBell {
 public:
  virtual ~FeedBell() = default;
  /// Events up to `seq` are durable and readable.
  virtual void announce(std::uint64_t seq) = 0;
};

}  // namespace tocsin
