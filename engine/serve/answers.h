#pragma once
#include <string>
#include <string_view>

#include "engine/serve/engine_view.h"
#include "engine/serve/options.h"
#include "engine/serve/request.h"
#include "engine/serve/response.h"
#include "engine/serve/routes.h"

/// The answers to requests that only read. Each is a function of the request and the engine; may
/// throw StoreReadFailed, which the session turns into 503.
namespace tocsin::serve {

Response answer_page(const Request& request, const ServeOptions& options);
Response answer_openapi(std::string_view version);
Response answer_healthz();
Response answer_readyz(const Request& request, const EngineView& engine);
Response answer_metrics(EngineView& engine);
Response answer_alerts(const Request& request, const EngineView& engine);
Response answer_alert(const Request& request, const EngineView& engine);
Response answer_cases(const Request& request, const EngineView& engine);
Response answer_case(const Request& request, const EngineView& engine);
Response answer_export_alerts(const Request& request, EngineView& engine);
Response answer_export_cases(const Request& request, EngineView& engine);
Response answer_search(const Request& request, const EngineView& engine);
Response answer_author(const Request& request, const EngineView& engine);
Response answer_sources(const EngineView& engine);
Response answer_rules(const Request& request, const EngineView& engine);
Response answer_rule(const Request& request, const EngineView& engine);
Response answer_session(const Request& request, EngineView& engine);
Response answer_users(const Request& request, EngineView& engine);
Response answer_sessions(const Request& request, EngineView& engine);
Response answer_tokens(EngineView& engine);
Response answer_audit(const Request& request, EngineView& engine);

/// Runs the operation's answer. The feed is not among them, nor what changes something
/// (conversations.h).
Response answer(Operation operation, const Request& request, EngineView& engine,
                const ServeOptions& options);

}  // namespace tocsin::serve
