#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/jetstream_client_head.h"
#include "connectors/jetstream_client_options.h"
#include "connectors/overlap_filter.h"
#include "engine/source.h"

namespace tocsin {

/// How far a Jetstream has been heard, over all its connections: what to ask for, what came
/// twice, what is missing. The cursor is `<time_us>@<host>`, the newest time that was heard.
///
/// A server's order is not its time's (neighbours are up to tens of milliseconds out of order),
/// so the newest time heard is no safe place to go on: a resume asks for `overlap` before it.
/// Times, not the sequence numbers that newer servers add: those are an instance's own, and
/// after one was rebuilt they would silently skip.
///
/// Threads    Unsafe to share. No clock of its own.
class JetstreamProgress {
 public:
  JetstreamProgress(const JetstreamOptions& options, std::string_view cursor);

  /// What to ask this host for; nothing: live.
  std::optional<std::int64_t> resume_at(std::string_view host) const;
  /// This host sends from now on.
  void connected(std::string_view host);

  struct Heard {
    bool repeat = false;
    std::optional<SourceGap> gap = {};  ///< found by the first event of a connection
  };
  Heard hear(const JetstreamHead& head, Instant now);

  const std::string& host() const { return host_; }
  Instant newest() const { return instant_from_us(newest_us_); }
  std::string cursor() const;  ///< empty: nothing heard yet

 private:
  std::optional<SourceGap> gap_before(std::int64_t time_us, Instant now) const;

  const JetstreamOptions& options_;
  OverlapFilter seen_;
  std::int64_t newest_us_ = 0;
  std::string host_;
  bool first_of_connection_ = true;
};

}  // namespace tocsin
