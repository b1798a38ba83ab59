#pragma once
#include <boost/asio/awaitable.hpp>

#include "engine/serve/peer.h"
#include "engine/serve/serving.h"
#include "engine/serve/stream.h"

namespace tocsin::serve {

/// Serves one connection until it ends: requests one after another, or one that becomes a feed.
///
/// Threads    Runs on the stream's strand; answers that read the store on the store pool.
/// Ownership  Owns the stream.
/// Limits     bounds.h: bytes of head and body, time for a request, requests on a connection.
boost::asio::awaitable<void> serve_connection(Stream stream, Serving& serving,
                                              ConnectionControl& control, Peer peer);

}  // namespace tocsin::serve
