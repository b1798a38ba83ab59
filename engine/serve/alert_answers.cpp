#include "engine/serve/alert_json.h"
#include "engine/serve/alert_list.h"
#include "engine/serve/answers.h"
#include "engine/serve/problem.h"
#include "engine/serve/query.h"

namespace tocsin::serve {
Response answer_alerts(const Request& request, const EngineView& engine) {
  QueryReader reader(request.target);
  const auto list = read_alert_list(reader, request.actor);
  if (const auto problem = reader.problem()) return problem_response(*problem, request.id);
  const auto page = read_alert_page(list, engine.store());
  std::vector<const Alert*> pointers;
  for (const auto& alert : page.alerts) pointers.push_back(&alert);
  const JoinedPosts posts(engine.store(), pointers);

  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object().key("alerts").begin_array();
  for (const auto& alert : page.alerts) write_alert(json, alert, posts);
  json.end_array().key("next");
  page.next == 0 ? json.null() : json.value(std::to_string(page.next));
  json.end_object();
  response.body += '\n';
  return response;
}

Response answer_alert(const Request& request, const EngineView& engine) {
  AlertId id;
  if (parse_id(request.parameters.at(0), id)) {
    if (const auto alert = engine.store().alert(id)) {
      auto response = json_response(alert_json(*alert, engine.store()) + '\n');
      response.fields.emplace_back("ETag", '"' + std::to_string(alert->version) + '"');
      return response;
    }
  }
  return problem_response({404, "no-such-alert", "no alert with this id is kept"}, request.id);
}

}  // namespace tocsin::serve
