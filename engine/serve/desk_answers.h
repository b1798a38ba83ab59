#pragma once
#include <boost/asio/awaitable.hpp>

#include "engine/desk/action.h"
#include "engine/serve/request.h"
#include "engine/serve/response.h"
#include "engine/serve/serving.h"

/// The answers to what people ask to be done with alerts. Each is given when it is durable.
namespace tocsin::serve {

boost::asio::awaitable<Response> answer_act(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_bulk(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_undo(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_merge(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_split(Request& request, Serving& serving);

/// The HTTP status of a refusal.
int status_of(WhyNot why);

/// Fills in the name of whoever is to work on it, and the question whether `action.by` still may. A
/// refusal where nobody has that id.
std::optional<Refused> prepare(Action& action, EngineView& engine);

}  // namespace tocsin::serve
