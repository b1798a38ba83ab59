#pragma once
#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>

#include "engine/people/people.h"
#include "engine/serve/awaited_result.h"
#include "engine/serve/request.h"
#include "engine/serve/response.h"
#include "engine/serve/serving.h"

/// How answers change people: in the line's order, and told when it is durable.
namespace tocsin::serve {

template <class T>
using Maker = std::function<std::expected<T, Refusal>(Draft&)>;

/// Makes the change and waits until it is durable: the part of make_change that knows no type.
boost::asio::awaitable<People::Result> changed(Serving& serving, Actor by, People::Change change);

/// What the change made, or why it was not made. The maker shares nothing with the caller: the
/// answer may give up waiting before it runs.
template <class T>
boost::asio::awaitable<std::expected<T, Refusal>> make_change(Serving& serving, Actor by,
                                                              Maker<T> make) {
  const auto made = std::make_shared<std::optional<T>>();
  People::Change change = [make = std::move(make), made](Draft& draft) -> People::Result {
    auto outcome = make(draft);
    if (!outcome) return std::unexpected(std::move(outcome.error()));
    *made = std::move(*outcome);
    return {};
  };
  auto told = co_await changed(serving, std::move(by), std::move(change));
  if (!told) co_return std::unexpected(std::move(told.error()));
  co_return std::move(**made);
}

/// Of changes that make nothing to be told.
struct Done {};
inline std::expected<Done, Refusal> done_or(std::expected<void, Refusal> outcome) {
  if (outcome) return Done{};
  return std::unexpected(std::move(outcome.error()));
}

/// Runs in the room where passwords are hashed; nothing where that is full.
template <class T>
boost::asio::awaitable<std::optional<T>> in_password_room(Serving& serving,
                                                          std::function<T(PasswordRoom&)> work) {
  constexpr std::chrono::seconds patience{20};
  AwaitedResult<T> result(co_await boost::asio::this_coro::executor);
  auto& room = serving.engine.people().passwords();
  std::function<void()> run = [&room, work = std::move(work), tell = result.setter()] {
    tell(work(room));
  };
  if (!room.try_run(std::move(run))) co_return std::nullopt;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  co_return co_await result.wait(deadline, serving.given_up);
}

Response refusal_response(const Refusal& refusal, const Request& request);

}  // namespace tocsin::serve
