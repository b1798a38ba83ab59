#pragma once
#include <boost/asio/awaitable.hpp>

#include "engine/serve/request.h"
#include "engine/serve/response.h"
#include "engine/serve/routes.h"
#include "engine/serve/serving.h"

/// The answers to requests that change something, and so wait until that is durable. Those that
/// only read are in answers.h.
namespace tocsin::serve {

using Conversation = boost::asio::awaitable<Response> (*)(Request& request, Serving& serving);

/// How an operation is answered that waits; null: it only reads.
Conversation conversation_of(Operation operation);

}  // namespace tocsin::serve
