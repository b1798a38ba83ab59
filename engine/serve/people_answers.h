#pragma once
#include <boost/asio/awaitable.hpp>

#include "engine/serve/request.h"
#include "engine/serve/response.h"
#include "engine/serve/serving.h"

/// What admins change: users and tokens. As in conversations.h.
namespace tocsin::serve {

boost::asio::awaitable<Response> answer_add_user(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_edit_user(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_reset_user(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_add_token(Request& request, Serving& serving);
boost::asio::awaitable<Response> answer_revoke_token(Request& request, Serving& serving);

}  // namespace tocsin::serve
