#pragma once
#include <cstdint>
#include <memory>
#include <string_view>

namespace tocsin {

/// What the client itself needs of an event; the decoder reads the rest.
struct JetstreamHead {
  std::int64_t time_us = 0;  ///< 0: not known
  std::uint64_t key = 0;     ///< the same for the same event only; 0: not known
};

/// Reads the head of an event on the legacy wire: its time, and a hash of (did, collection, rkey,
/// rev, operation), or of (did, kind, seq) for events about accounts and identities.
///
/// Threads    Unsafe to share.
/// Errors     None: of a frame that cannot be read nothing is known; it goes to the decoder.
/// Cost       About 150 ns; the record is not read.
class JetstreamHeadReader {
 public:
  JetstreamHeadReader();
  ~JetstreamHeadReader();
  /// `frame` has bounds::padding readable bytes behind it.
  JetstreamHead read(std::string_view frame);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace tocsin
