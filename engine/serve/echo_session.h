#pragma once
#include <boost/asio/awaitable.hpp>

#include "engine/serve/connections.h"
#include "engine/serve/web_socket.h"

namespace tocsin::serve {

/// Sends every message back as it came: `/test/echo`, at which suites for RFC 6455 can be pointed.
/// In test builds alone (TOCSIN_TEST_ENDPOINTS): what is shipped does not hold it.
///
/// Threads    The stream's strand.
/// Ownership  Owns the stream.
/// Limits     Messages of 16 MiB, as suites send them.
boost::asio::awaitable<void> serve_echo(Stream stream, Upgrade upgrade, ConnectionControl& control);

}  // namespace tocsin::serve
