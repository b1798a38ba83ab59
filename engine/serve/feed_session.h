#pragma once
#include <boost/asio/awaitable.hpp>

#include "engine/people/actor.h"
#include "engine/serve/serving.h"
#include "engine/serve/web_socket.h"

namespace tocsin::serve {

/// Serves the feed on a connection that asked for it, until it ends; what `actor` asks for on it
/// is done.
///
/// Threads    Runs on the stream's strand.
/// Ownership  Owns the stream.
/// Limits     One message under way; a peer that takes nothing for options.no_progress is closed
///            with 1013, and cut off where even that cannot be said.
boost::asio::awaitable<void> serve_feed(Stream stream, Upgrade upgrade, Serving& serving,
                                        ConnectionControl& control, Actor actor);

}  // namespace tocsin::serve
