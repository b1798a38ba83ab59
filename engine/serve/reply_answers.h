#pragma once
#include <boost/asio/awaitable.hpp>

#include "engine/desk/reply.h"
#include "engine/json_writer.h"
#include "engine/serve/request.h"
#include "engine/serve/response.h"
#include "engine/serve/serving.h"

/// The answers to what people ask to be done with our answers. Each is given when it is durable.
namespace tocsin::serve {

boost::asio::awaitable<Response> answer_draft_reply(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_edit_reply(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_step_reply(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_add_saved(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_drop_saved(Request& request, Serving& serving);
Response answer_saved(const EngineView& engine);
Response answer_replies(const Request& request, const EngineView& engine);

/// `answers`: the post that it answers, where a list shows it beside.
void write_reply(JsonWriter& json, const Reply& reply, const ReplyPolicy& policy,
                 const KeptPost* answers = nullptr);

}  // namespace tocsin::serve
