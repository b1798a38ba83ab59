#pragma once
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "engine/serve/idempotency.h"
#include "engine/serve/request.h"
#include "engine/serve/response.h"
#include "engine/serve/serving.h"

/// Requests that create, sent again because nobody knows whether the first one was heard.
namespace tocsin::serve {

/// Whoever asks, what for, and their key: one person's key is not another's, nor is it for another
/// route. Empty: the request carries none.
std::string created_key(const Request& request);

/// What is answered without doing anything; nothing: it is to be done.
std::optional<Response> answered_before(IdempotencyKeys& keys, std::string_view key,
                                        const Request& request);
/// Keeps the answer where something was done; else the request may be sent again.
void remember(IdempotencyKeys& keys, std::string_view key, const Response& answer);

/// The conversation, which is had once for a key.
template <auto Converse>
boost::asio::awaitable<Response> once(Request& request, Serving& serving) {
  const auto key = created_key(request);
  if (key.empty()) co_return co_await Converse(request, serving);
  if (auto before = answered_before(serving.made, key, request)) co_return std::move(*before);
  auto answer = co_await Converse(request, serving);
  remember(serving.made, key, answer);
  co_return answer;
}

}  // namespace tocsin::serve
