#pragma once
#include <boost/asio/awaitable.hpp>

#include "engine/serve/request.h"
#include "engine/serve/response.h"
#include "engine/serve/serving.h"

/// Coming in, going, and what belongs to oneself: session, password, one-time codes. As in
/// conversations.h: each waits until what it changes is durable.
namespace tocsin::serve {

boost::asio::awaitable<Response> answer_sign_in(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_sign_out(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_use_link(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_step_up(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_change_password(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_begin_totp(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_confirm_totp(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_end_totp(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_kill_session(Request& request, Serving& serving);

}  // namespace tocsin::serve
