#pragma once
#include <boost/asio/awaitable.hpp>

#include "engine/people/actor.h"
#include "engine/serve/serving.h"
#include "engine/serve/web_socket.h"

namespace tocsin::serve {

/// Who has come.
struct FeedClient {
  Actor actor;
  std::string origin;  ///< the page's; empty: no browser
};

/// Serves the feed on a connection that asked for it, until it ends; what the client asks for on it
/// is done.
///
/// Threads    Runs on the stream's strand.
/// Ownership  Owns the stream.
/// Limits     One message under way; a peer that takes nothing for options.no_progress is closed
///            with 1013, and cut off where even that cannot be said.
boost::asio::awaitable<void> serve_feed(Stream stream, Upgrade upgrade, Serving& serving,
                                        ConnectionControl& control, FeedClient client);

}  // namespace tocsin::serve
