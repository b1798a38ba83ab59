#pragma once
#include <boost/asio/awaitable.hpp>

#include "engine/serve/stream.h"

namespace tocsin::serve {

/// Ends a connection whose last words the peer is to hear: closing with unread bytes would reset
/// it, and take what was said with it (RFC 9112, 9.6).
///
/// Threads    The stream's strand.
/// Limits     Reads on within bounds::linger and linger_bytes.
boost::asio::awaitable<void> close_softly(Stream& stream);

}  // namespace tocsin::serve
