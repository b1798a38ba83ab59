#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "engine/serve/peer.h"
#include "engine/serve/serving.h"

namespace tocsin::serve {

/// Serves one connection until it ends: requests one after another, or one that becomes a feed.
///
/// Threads    Runs on the socket's strand; answers that read the store on the store pool.
/// Ownership  Owns the socket.
/// Limits     bounds.h: bytes of head and body, time for a request, requests on a connection.
boost::asio::awaitable<void> serve_connection(boost::asio::ip::tcp::socket socket, Serving& serving,
                                              ConnectionControl& control, Peer peer);

}  // namespace tocsin::serve
