#include "engine/serve/once.h"

#include "engine/serve/problem.h"

namespace tocsin::serve {

std::string created_key(const Request& request) {
  const auto key = request.field("Idempotency-Key");
  if (key.empty()) return {};
  std::string whole = request.actor.user + ' ' + std::string(request.head.method) + ' ';
  return whole.append(request.target.path).append(" ").append(key);
}

std::optional<Response> answered_before(IdempotencyKeys& keys, std::string_view key,
                                        const Request& request) {
  const auto refuse = [&](int status, std::string_view code, std::string detail) {
    return problem_response({status, code, std::move(detail), {}}, request.id);
  };
  if (request.field("Idempotency-Key").size() > IdempotencyKeys::key_bytes_most)
    return refuse(400, "idempotency-key", "an Idempotency-Key has at most 200 bytes");
  auto claim = keys.claim(key, request.body);
  switch (claim.verdict) {
    case IdempotencyKeys::Verdict::answered:
      return std::move(claim.answer);
    case IdempotencyKeys::Verdict::under_way:
      return refuse(409, "under-way", "the first request with this key is not answered yet");
    case IdempotencyKeys::Verdict::other_body:
      return refuse(422, "other-body", "this Idempotency-Key stood for another body");
    case IdempotencyKeys::Verdict::fresh:
      break;
  }
  return std::nullopt;
}

void remember(IdempotencyKeys& keys, std::string_view key, const Response& answer) {
  if (answer.status >= 200 && answer.status < 300)
    keys.settle(key, answer);
  else
    keys.release(key);
}

}  // namespace tocsin::serve
