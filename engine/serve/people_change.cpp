#include "engine/serve/people_change.h"

#include "engine/serve/problem.h"

namespace tocsin::serve {

boost::asio::awaitable<People::Result> changed(Serving& serving, Actor by, People::Change change) {
  AwaitedResult<People::Result> result(co_await boost::asio::this_coro::executor);
  serving.engine.people().change(std::move(by), std::move(change), result.setter());
  const auto deadline = std::chrono::steady_clock::now() + bounds::change_deadline;
  auto told = co_await result.wait(deadline, serving.given_up);
  if (!told)
    co_return std::unexpected(Refusal{
        503, "not-kept", "this could not be kept in time: look whether it holds, and try again"});
  co_return std::move(*told);
}

Response refusal_response(const Refusal& refusal, const Request& request) {
  Problem problem{refusal.status, refusal.code, refusal.detail, {}};
  if (refusal.code == "code-needed") problem.more = R"("code_needed":true)";
  auto response = problem_response(problem, request.id);
  if (refusal.status == 503) response.fields.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace tocsin::serve
