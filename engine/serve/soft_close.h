#pragma once
#include <boost/asio/awaitable.hpp>

#include "engine/serve/stream.h"

namespace tocsin::serve {

/// Ends a connection whose last words the peer is to hear: closing with unread bytes would reset
/// it, and take what was said with it.
///
/// Threads    The stream's strand.
/// Limits     Reads on for at most a second, and 256 KiB.
boost::asio::awaitable<void> close_softly(Stream& stream);

}  // namespace tocsin::serve
