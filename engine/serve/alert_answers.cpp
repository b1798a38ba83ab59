#include <algorithm>

#include "engine/serve/alert_json.h"
#include "engine/serve/answers.h"
#include "engine/serve/problem.h"
#include "engine/serve/query.h"

namespace tocsin::serve {
namespace {

constexpr std::uint64_t limit_default = 50;
constexpr std::uint64_t limit_most = 200;
// A list with a filter that the store does not know reads so many pages, then gives a cursor.
constexpr int pages_most = 20;

struct AlertList {
  AlertQuery query;
  std::vector<Severity> severities;
  bool nobodys = false;  // asks for an assignee: nobody can be one yet
};

std::vector<AlertState> states_in(QueryReader& reader) {
  std::vector<AlertState> states;
  for (const auto& name : reader.list("state")) {
    const auto before = states.size();
    for (int i = 0; i <= static_cast<int>(AlertState::withdrawn); ++i)
      if (name_of(static_cast<AlertState>(i)) == name) states.push_back(static_cast<AlertState>(i));
    if (states.size() == before)
      reader.refuse("state", "open, snoozed, resolved, dismissed, withdrawn");
  }
  return states;
}

std::vector<Severity> severities_in(QueryReader& reader, std::string_view parameter) {
  std::vector<Severity> severities;
  for (const auto& name : reader.list(parameter)) {
    if (const auto severity = severity_named(name))
      severities.push_back(*severity);
    else
      reader.refuse(parameter, "info, low, medium, high, critical");
  }
  return severities;
}

AlertList read_list(QueryReader& reader) {
  AlertList list;
  auto& query = list.query;
  query.states = states_in(reader);
  list.severities = severities_in(reader, "severity");
  if (!list.severities.empty()) query.severity_min = std::ranges::min(list.severities);
  for (const auto least : severities_in(reader, "severity_min"))
    query.severity_min = std::max(least, query.severity_min.value_or(least));
  query.signals = reader.list("signal");
  query.brands = reader.list("brand");
  query.rules = reader.list("rule");
  query.sources = reader.list("source");
  query.langs = reader.list("lang");
  list.nobodys = !reader.text("assignee").empty();
  query.text = reader.text("text");
  if (query.text.size() > 200) reader.refuse("text", "at most 200 bytes");
  query.raised_from = reader.time("from");
  query.raised_to = reader.time("to");
  query.before_raised_seq = reader.number("cursor", 0, UINT64_MAX);
  query.limit = reader.number("limit", limit_default, limit_most);
  return list;
}

struct Page {
  std::vector<Alert> alerts;
  std::uint64_t next = 0;
};

Page read_page(const AlertList& list, const Store& store) {
  Page page;
  auto query = list.query;
  for (int i = 0; i < pages_most; ++i) {
    auto found = store.alerts(query);
    const bool last = found.size() < query.limit;
    for (auto& alert : found) {
      query.before_raised_seq = alert.raised_seq;
      if (!list.severities.empty() &&
          std::ranges::find(list.severities, alert.severity) == list.severities.end())
        continue;
      page.alerts.push_back(std::move(alert));
      if (page.alerts.size() < list.query.limit) continue;
      page.next = query.before_raised_seq;
      return page;
    }
    if (last) return page;
  }
  page.next = query.before_raised_seq;
  return page;
}

}  // namespace

Response answer_alerts(const Request& request, const EngineView& engine) {
  QueryReader reader(request.target);
  const auto list = read_list(reader);
  if (const auto problem = reader.problem()) return problem_response(*problem, request.id);
  const auto page = list.nobodys ? Page{} : read_page(list, engine.store());
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
