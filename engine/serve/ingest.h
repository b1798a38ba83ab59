#pragma once
#include <atomic>

#include <boost/asio/awaitable.hpp>

#include "engine/serve/awaited_result.h"
#include "engine/serve/engine_view.h"
#include "engine/serve/idempotency.h"
#include "engine/serve/options.h"
#include "engine/serve/request.h"
#include "engine/serve/response.h"

namespace tocsin::serve {

/// POST /api/v1/posts: hands the posts to the pipeline and answers when all that follows from
/// them is durable.
///
/// Threads    answer(): on any of the server's strands.
/// Ownership  Borrows the engine and the options.
/// Limits     A body is cut into batches of bounds::batch_frames; options.ingest_deadline for all.
/// Errors     503 with Retry-After when the line is full, stops, takes too long, or cannot be
///            written: what was not acknowledged is sent again, and what was taken already is then
///            a repeat.
class Ingest {
 public:
  /// `given_up` ends waiting early: the server goes.
  Ingest(EngineView& engine, const ServeOptions& options, const std::atomic<bool>& given_up)
      : engine_(engine), options_(options), given_up_(given_up) {}

  boost::asio::awaitable<Response> answer(Request& request);

 private:
  boost::asio::awaitable<Response> take(Request& request);
  using Deadline = std::chrono::steady_clock::time_point;
  boost::asio::awaitable<std::optional<BatchResult>> settled(AwaitedResult<BatchResult>& result,
                                                             Deadline deadline);

  EngineView& engine_;
  const ServeOptions& options_;
  const std::atomic<bool>& given_up_;
  IdempotencyKeys keys_{bounds::ingest_keys};
};

}  // namespace tocsin::serve
