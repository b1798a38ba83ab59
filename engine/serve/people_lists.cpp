#include "engine/people/people_store.h"
#include "engine/serve/answers.h"
#include "engine/serve/people_json.h"
#include "engine/serve/query.h"

namespace tocsin::serve {
namespace {

constexpr std::uint64_t audit_default = 100;
constexpr std::uint64_t audit_most = 500;

template <class List, class Write>
Response list_response(std::string_view key, const List& list, Write write) {
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object().key(key).begin_array();
  for (const auto& each : list) write(json, each);
  json.end_array().end_object();
  response.body += '\n';
  return response;
}

}  // namespace

Response answer_session(const Request& request, EngineView& engine) {
  return json_response(session_json(request.actor, engine.people().directory()));
}

Response answer_users(const Request& request, EngineView& engine) {
  const auto& directory = engine.people().directory();
  const auto detail =
      request.actor.may(Right::administer) ? UserDetail::all : UserDetail::to_assign;
  return list_response("users", directory.users(), [&](JsonWriter& json, const User& user) {
    write_user(json, user, directory, detail);
  });
}

Response answer_sessions(const Request& request, EngineView& engine) {
  const auto& directory = engine.people().directory();
  QueryReader query(request.target);
  auto user = query.text("user");
  if (auto wrong = query.problem()) return problem_response(*wrong, request.id);
  // One's own, where nothing else is asked for; everybody's is for admins.
  if (user.empty() || !request.actor.may(Right::administer))
    user = request.actor.user;
  else if (user == "all")
    user.clear();
  return list_response("sessions", directory.sessions(user),
                       [&](JsonWriter& json, const Session& session) {
                         write_session(json, session, directory, request.actor.session);
                       });
}

Response answer_tokens(EngineView& engine) {
  return list_response("tokens", engine.people().directory().tokens(),
                       [&](JsonWriter& json, const ApiToken& token) { write_token(json, token); });
}

Response answer_audit(const Request& request, EngineView& engine) {
  QueryReader query(request.target);
  const auto before = query.number("cursor", 0, UINT64_MAX - 1);
  const auto limit = query.number("limit", audit_default, audit_most);
  if (auto wrong = query.problem()) return problem_response(*wrong, request.id);
  const auto lines = engine.people().store().audit(before, limit);
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object().key("entries").begin_array();
  for (const auto& line : lines) write_audit(json, line);
  json.end_array();
  if (lines.size() == limit && lines.back().seq > 1)
    json.field("next", std::to_string(lines.back().seq));
  json.end_object();
  response.body += '\n';
  return response;
}

}  // namespace tocsin::serve
