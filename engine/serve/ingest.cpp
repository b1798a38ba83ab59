#include "engine/serve/ingest.h"

#include <deque>

#include <boost/asio/this_coro.hpp>

#include "engine/json_writer.h"
#include "engine/serve/ingest_body.h"
#include "engine/serve/once.h"
#include "engine/serve/problem.h"
#include "engine/serve/signature.h"

namespace tocsin::serve {
namespace {

namespace asio = boost::asio;

/// A batch under way, and the lines that its records stood in.
struct Sent {
  std::vector<std::uint32_t> lines;
  AwaitedResult<BatchResult> result;
};

std::unique_ptr<RawBatch> batch_of(std::span<const IngestRecord> records, std::size_t& taken,
                                   EngineView& engine) {
  auto batch = engine.intake().blank();
  batch->wire = Wire::posts;
  batch->source_name = "http";
  batch->default_source = "posts";
  batch->time_is_created_at = true;
  batch->received = engine.clock().now();
  while (taken < records.size() && !batch->full()) batch->add(records[taken++].frame);
  return batch;
}

// Waits for room: a body of many batches may well be what fills the line.
asio::awaitable<bool> push(Intake& intake, std::unique_ptr<RawBatch> batch,
                           std::chrono::steady_clock::time_point deadline) {
  auto wait = std::chrono::milliseconds(1);
  while ((batch = intake.try_push(std::move(batch)))) {
    if (std::chrono::steady_clock::now() + wait > deadline || !intake.can_keep()) co_return false;
    co_await pause(wait);
    wait = std::min(wait * 2, std::chrono::milliseconds(50));
  }
  co_return true;
}

/// Nothing is said of what was taken already: it may become durable yet.
Response unavailable(const Request& request, const Intake& intake) {
  const bool full = !intake.can_keep();
  const Problem why =
      full ? Problem{503, "not-durable",
                     "nothing can be written now, mostly since the disk is full: what was sent may "
                     "be kept later, or not. Send it again after a pause, nothing is doubled"}
           : Problem{503, "not-taken",
                     "not everything could be taken now: send it again, nothing is doubled"};
  auto response = problem_response(why, request.id);
  response.fields.emplace_back("Retry-After", full ? "5" : "1");
  return response;
}

struct Outcome {
  std::uint64_t accepted = 0;
  std::vector<std::pair<std::uint32_t, std::string>> rejected;  // line, why
};

std::string outcome_json(const Outcome& outcome) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().field("accepted", outcome.accepted).key("rejected").begin_array();
  for (const auto& [line, why] : outcome.rejected)
    json.begin_object().field("line", line).field("why", why).end_object();
  json.end_array().end_object();
  text += '\n';
  return text;
}

}  // namespace

/// Nobody is kept waiting until the deadline for a store that is known not to be writable.
asio::awaitable<std::optional<BatchResult>> Ingest::settled(AwaitedResult<BatchResult>& result,
                                                            Deadline deadline) {
  constexpr std::chrono::milliseconds look_every{200};
  while (true) {
    const auto now = std::chrono::steady_clock::now();
    auto told = co_await result.wait(std::min(deadline, now + look_every), given_up_);
    if (told || given_up_ || now >= deadline || !engine_.intake().can_keep()) co_return told;
  }
}

asio::awaitable<Response> Ingest::take(Request& request) {
  const auto records = cut_ingest_body(request.body);
  if (!records) co_return problem_response({400, "not-json", records.error()}, request.id);
  const auto executor = co_await asio::this_coro::executor;
  const auto deadline = std::chrono::steady_clock::now() + options_.ingest_deadline;

  std::deque<Sent> sent;
  for (std::size_t taken = 0; taken < records->size();) {
    const std::size_t first = taken;
    auto batch = batch_of(*records, taken, engine_);
    sent.push_back({{}, AwaitedResult<BatchResult>(executor)});
    for (std::size_t i = first; i < taken; ++i) sent.back().lines.push_back((*records)[i].line);
    batch->done = sent.back().result.setter();
    // Full at once is told at once; full on the way is waited for.
    const auto patience = first == 0 ? std::chrono::steady_clock::now() : deadline;
    if (!co_await push(engine_.intake(), std::move(batch), patience))
      co_return unavailable(request, engine_.intake());
  }
  Outcome outcome;
  for (auto& [lines, result] : sent) {
    const auto told = co_await settled(result, deadline);
    if (!told || !told->ok) co_return unavailable(request, engine_.intake());
    outcome.accepted += told->accepted;
    for (const auto& rejected : told->rejected)
      outcome.rejected.emplace_back(lines.at(rejected.record), rejected.why);
  }
  co_return json_response(outcome_json(outcome));
}

asio::awaitable<Response> Ingest::answer(Request& request) {
  const auto refuse = [&](int status, std::string_view code, std::string detail) {
    return problem_response({status, code, std::move(detail)}, request.id);
  };
  if (!is_ingest_type(request.field("Content-Type")))
    co_return refuse(415, "content-type",
                     "send application/x-ndjson (one post a line) or application/json");
  if (!request.field("Content-Encoding").empty())
    co_return refuse(415, "content-encoding", "send the posts uncompressed");
  if (!options_.ingest_secret.empty() &&
      !signature_holds(request.field("X-Hub-Signature-256"), request.body, options_.ingest_secret))
    co_return refuse(403, "signature",
                     "X-Hub-Signature-256 must be sha256= and the HMAC of the body");
  const auto key = created_key(request);
  if (key.empty()) co_return co_await take(request);
  if (auto before = answered_before(keys_, key, request)) co_return std::move(*before);
  auto response = co_await take(request);
  remember(keys_, key, response);
  co_return response;
}

}  // namespace tocsin::serve
