#include <algorithm>

#include "engine/json_writer.h"
#include "engine/serve/answers.h"
#include "engine/serve/problem.h"

namespace tocsin::serve {
namespace {

void write_part(JsonWriter& json, const ReadinessPart& part) {
  json.begin_object().field("name", part.name).field("ok", part.ok);
  json.field_if("detail", part.detail).end_object();
}

template <class Want>
void write_parts(JsonWriter& json, std::string_view key, const std::vector<ReadinessPart>& parts,
                 Want want) {
  json.key(key).begin_array();
  for (const auto& part : parts)
    if (want(part)) write_part(json, part);
  json.end_array();
}

}  // namespace

Response answer_healthz() {
  return json_response("{\"status\":\"up\"}\n");
}

Response answer_readyz(const Request& request, const EngineView& engine) {
  const auto parts = engine.readiness();
  const auto blocks = [](const ReadinessPart& p) { return !p.ok && !p.degrades_only; };
  const auto degrades = [](const ReadinessPart& p) { return !p.ok && p.degrades_only; };
  const bool ready = std::ranges::none_of(parts, blocks);
  const bool degraded = std::ranges::any_of(parts, degrades);
  auto response = json_response({}, ready ? 200 : 503);
  JsonWriter json(response.body);
  json.begin_object().field("ready", ready);
  json.field("status", !ready ? "not ready" : degraded ? "degraded" : "ready");
  write_parts(json, "reasons", parts, blocks);
  write_parts(json, "degraded", parts, degrades);
  if (request.target.find("verbose"))
    write_parts(json, "parts", parts, [](const auto&) { return true; });
  json.end_object();
  response.body += '\n';
  if (!ready) response.fields.emplace_back("Retry-After", "5");
  return response;
}

Response answer_metrics(EngineView& engine) {
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = engine.metrics().text();
  return response;
}

Response answer_sources(const EngineView& engine) {
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object().field("now", engine.clock().now()).key("sources").begin_array();
  const auto time = [&](std::string_view name, Instant at) {
    if (at != Instant{}) json.field(name, at);
  };
  for (const auto& source : engine.sources()) {
    json.begin_object().field("name", source.name).field("kind", source.kind);
    json.field("state", name_of(source.state)).field_if("last_error", source.last_error);
    time("since", source.since);
    time("last_data", source.last_data);
    time("last_frame_time", source.last_frame_time);
    if (source.last_data != Instant{} && source.last_frame_time != Instant{})
      json.field("lag_seconds",
                 std::chrono::duration<double>(source.last_data - source.last_frame_time).count());
    const auto tally = engine.tally_of_source(source.name);
    if (tally.rate) json.field("rate", *tally.rate);
    json.field("posts", tally.posts).field("retractions", tally.retractions);
    json.field("repeats", tally.repeats + source.repeats_dropped);
    json.field("frames", source.frames).field("bytes", source.bytes);
    json.field("reconnects", source.reconnects).field("repeats_dropped", source.repeats_dropped);
    json.key("gaps").begin_array();
    for (const auto& gap : source.gaps)
      json.begin_object()
          .field("from", gap.from)
          .field("to", gap.to)
          .field("because", gap.because)
          .end_object();
    json.end_array().end_object();
  }
  json.end_array().end_object();
  response.body += '\n';
  return response;
}

}  // namespace tocsin::serve
