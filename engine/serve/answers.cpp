#include "engine/serve/answers.h"

#include "engine/serve/problem.h"
#include "engine/serve/reply_answers.h"

namespace tocsin::serve {

Response answer(Operation operation, const Request& request, EngineView& engine,
                const ServeOptions& options) {
  switch (operation) {
    case Operation::page:
      return answer_page(request, options);
    case Operation::healthz:
      return answer_healthz();
    case Operation::readyz:
      return answer_readyz(request, engine);
    case Operation::metrics:
      return answer_metrics(engine);
    case Operation::openapi:
      return answer_openapi(options.version);
    case Operation::list_alerts:
      return answer_alerts(request, engine);
    case Operation::get_alert:
      return answer_alert(request, engine);
    case Operation::list_cases:
      return answer_cases(request, engine);
    case Operation::get_case:
      return answer_case(request, engine);
    case Operation::list_replies:
      return answer_replies(request, engine);
    case Operation::list_saved:
      return answer_saved(engine);
    case Operation::search:
      return answer_search(request, engine);
    case Operation::get_author:
      return answer_author(request, engine);
    case Operation::list_sources:
      return answer_sources(engine);
    case Operation::list_rules:
      return answer_rules(request, engine);
    case Operation::get_rule:
      return answer_rule(request, engine);
    case Operation::get_session:
      return answer_session(request, engine);
    case Operation::list_users:
      return answer_users(request, engine);
    case Operation::list_sessions:
      return answer_sessions(request, engine);
    case Operation::list_tokens:
      return answer_tokens(engine);
    case Operation::list_audit:
      return answer_audit(request, engine);
    default:
      break;
  }
  return problem_response({500, "no-answer", {}}, request.id);
}

}  // namespace tocsin::serve
