#include "engine/serve/workshop_answers.h"

#include <charconv>

#include "engine/json_writer.h"
#include "engine/serve/done_on.h"
#include "engine/serve/once.h"
#include "engine/serve/problem.h"
#include "engine/serve/workshop_body.h"

namespace tocsin::serve {
namespace {

namespace asio = boost::asio;

void write_problems(JsonWriter& json, const std::vector<PackProblem>& problems) {
  json.key("problems").begin_array();
  for (const auto& p : problems) {
    json.begin_object().field("file", std::string_view(p.file)).field("line", p.line);
    json.field("column", p.column).field("level", std::string_view(p.level));
    json.field_if("lint", p.lint).field("text", std::string_view(p.text));
    if (!p.fix.empty()) json.key("fix").raw(p.fix);
    json.end_object();
  }
  json.end_array();
}

Response fault_response(const DeskFault& fault, const Request& request) {
  auto response = problem_response({fault.status, fault.code, fault.detail}, request.id);
  if (!fault.retry_after.empty()) response.fields.emplace_back("Retry-After", fault.retry_after);
  if (fault.problems.empty() && fault.etag.empty()) return response;
  while (!response.body.empty() && response.body.back() != '}') response.body.pop_back();
  if (response.body.empty()) return response;
  response.body.pop_back();
  std::string more;
  JsonWriter json(more);
  json.begin_object();
  if (!fault.etag.empty()) json.field("etag", std::string_view(fault.etag));
  if (!fault.problems.empty()) write_problems(json, fault.problems);
  json.end_object();
  response.body += ',' + more.substr(1) + '\n';
  return response;
}

Response wrong_body(const std::string& why, const Request& request) {
  return problem_response({400, "body", why}, request.id);
}

void write_pack(JsonWriter& json, const PackFile& pack, bool with_text) {
  json.begin_object().field("pack", std::string_view(pack.pack)).field("version", pack.version);
  json.field_if("file", pack.file).field("etag", std::string_view(pack.etag));
  json.field("writable", pack.writable).field_if("how", pack.how);
  if (with_text) json.field("text", std::string_view(pack.text));
  json.end_object();
}

Response pack_response(const PackFile& pack, int status = 200) {
  auto response = json_response({}, status);
  JsonWriter json(response.body);
  write_pack(json, pack, true);
  response.body += '\n';
  response.fields.emplace_back("ETag", '"' + pack.etag + '"');
  return response;
}

Response pack_or_fault(const RuleDesk::Or<PackFile>& pack, const Request& request) {
  return pack ? pack_response(*pack) : fault_response(pack.error(), request);
}

void write_version(JsonWriter& json, const PackVersion& v) {
  json.begin_object().field("version", v.number).field("pack_version", v.version).field("at", v.at);
  if (!v.by.user.empty())
    json.key("by")
        .begin_object()
        .field("user", std::string_view(v.by.user))
        .field("name", std::string_view(v.by.name))
        .end_object();
  json.field_if("why", v.why).field("etag", std::string_view(v.etag));
  json.field_if("rule", v.rule).field_if("status", v.status).field_if("text", v.text);
  json.end_object();
}

/// The etag of `If-Match`, without its quotes.
std::string_view seen_etag(const Request& request) {
  auto value = request.field("If-Match");
  if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
    value = value.substr(1, value.size() - 2);
  return value;
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t n = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), n);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return n;
}

// --- the answers ------------------------------------------------------------------------------

Response list_packs(const Request&, RuleDesk& desk) {
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object().key("packs").begin_array();
  for (const auto& pack : desk.packs()) write_pack(json, pack, false);
  json.end_array().end_object();
  response.body += '\n';
  return response;
}

Response get_pack(const Request& request, RuleDesk& desk) {
  return pack_or_fault(desk.pack(request.parameters.at(0)), request);
}

Response put_pack(const Request& request, RuleDesk& desk) {
  auto body = read_pack_body(request.body);
  if (!body) return wrong_body(body.error(), request);
  return pack_or_fault(desk.put(request.parameters.at(0), std::move(body->text), seen_etag(request),
                                std::move(body->why), request.actor),
                       request);
}

Response list_versions(const Request& request, RuleDesk& desk) {
  const auto versions = desk.versions(request.parameters.at(0));
  if (!versions) return fault_response(versions.error(), request);
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object().key("versions").begin_array();
  for (const auto& version : *versions) write_version(json, version);
  json.end_array().end_object();
  response.body += '\n';
  return response;
}

Response get_version(const Request& request, RuleDesk& desk) {
  const auto number = number_in(request.parameters.at(1));
  const auto version = desk.version(request.parameters.at(0), number.value_or(0));
  if (!version) return fault_response(version.error(), request);
  auto response = json_response({});
  JsonWriter json(response.body);
  write_version(json, *version);
  response.body += '\n';
  return response;
}

Response revert_pack(const Request& request, RuleDesk& desk) {
  auto body = read_revert_body(request.body);
  if (!body) return wrong_body(body.error(), request);
  return pack_or_fault(desk.revert(request.parameters.at(0), body->to, seen_etag(request),
                                   std::move(body->why), request.actor),
                       request);
}

Response set_status(const Request& request, RuleDesk& desk) {
  auto body = read_status_body(request.body);
  if (!body) return wrong_body(body.error(), request);
  return pack_or_fault(desk.set_status(request.parameters.at(0), request.parameters.at(1),
                                       body->status, std::move(body->why), request.actor),
                       request);
}

Response get_profile(const Request& request, RuleDesk& desk) {
  std::size_t most = 100;
  if (const auto limit = request.target.find("limit"))
    most = static_cast<std::size_t>(number_in(*limit).value_or(100));
  return json_response(desk.profile(most) + '\n');
}

/// Looks whether the asker still waits, and remembers that it did not.
RuleDesk::Unwanted unwanted(const Request& request, bool& gone) {
  return [asker = request.asker, &gone] { return gone = asker.has_gone(); };
}

Response check_draft(const Request& request, RuleDesk& desk) {
  const auto body = read_draft_body(request.body);
  if (!body) return wrong_body(body.error(), request);
  bool gone = false;
  const auto checked = desk.check(body->pack, unwanted(request, gone));
  if (gone) return gone_response(request.id);
  if (!checked) return fault_response(checked.error(), request);
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object().field("ok", checked->ok);
  write_problems(json, checked->problems);
  if (checked->more > 0) json.field("more_problems", checked->more);
  json.field("rules", checked->rules).field("examples", checked->examples).end_object();
  response.body += '\n';
  return response;
}

/// Rules in force may be explained to whoever reads them; a draft is compiled, as authors may.
Response explain_rule(const Request& request, RuleDesk& desk) {
  const auto body = read_explain_body(request.body);
  if (!body) return wrong_body(body.error(), request);
  if (body->pack && !request.actor.may(Right::author))
    return problem_response(
        {403, "not-permitted", "a draft is for rule authors; leave `pack` away"}, request.id);
  bool gone = false;
  auto explained = desk.explain(*body, unwanted(request, gone));
  if (gone) return gone_response(request.id);
  if (!explained) return fault_response(explained.error(), request);
  return json_response(std::move(*explained) + '\n');
}

Response begin_backtest(const Request& request, RuleDesk& desk) {
  auto body = read_backtest_body(request.body);
  if (!body) return wrong_body(body.error(), request);
  const auto job = desk.begin_backtest(std::move(*body), request.actor);
  if (!job) return fault_response(job.error(), request);
  auto response = json_response("{\"job\":\"" + *job + "\"}\n", 202);
  response.fields.emplace_back("Location", "/api/v1/jobs/" + *job);
  return response;
}

Response get_job(const Request& request, RuleDesk& desk) {
  auto job = desk.job(request.parameters.at(0));
  if (!job)
    return problem_response({404, "no-such-job", "jobs live until the program ends, the last 20"},
                            request.id);
  return json_response(std::move(*job) + '\n');
}

Response cancel_job(const Request& request, RuleDesk& desk) {
  if (desk.cancel_job(request.parameters.at(0))) return json_response("{\"cancelled\":true}\n");
  return problem_response({404, "no-such-job", "jobs live until the program ends, the last 20"},
                          request.id);
}

// --- run on the workshop's thread ---------------------------------------------------------------

using Answer = Response (*)(const Request&, RuleDesk&);

Response guarded(Answer answer, const Request& request, Serving& serving) {
  auto* desk = serving.engine.rule_desk();
  if (desk == nullptr)
    return problem_response({501, "no-workshop", "this server has no rule workshop"}, request.id);
  try {
    return answer(request, *desk);
  } catch (const std::exception& failed) {
    serving.say(Event::fault, "request " + request.id + " failed: " + failed.what());
    return problem_response({500, "internal", {}}, request.id);
  }
}

template <Answer answer>
asio::awaitable<Response> aside(Request& request, Serving& serving) {
  co_return co_await done_on(serving.workshop, [&] { return guarded(answer, request, serving); });
}

/// Beside others, while there is room.
template <Answer answer>
asio::awaitable<Response> beside_others(Request& request, Serving& serving) {
  const auto seat = serving.drafts.seat();
  if (!seat.is_free()) {
    const DeskFault full{
        429, "too-many-drafts", "many drafts are being checked: try again shortly", {}, {}, "2"};
    co_return fault_response(full, request);
  }
  co_return co_await done_on(serving.drafts.pool, [&] {
    // It waited for its turn; whoever asked may not have.
    if (request.asker.has_gone()) return gone_response(request.id);
    return guarded(answer, request, serving);
  });
}

}  // namespace

Conversation workshop_conversation(Operation operation) {
  switch (operation) {
    case Operation::list_packs:
      return aside<list_packs>;
    case Operation::get_pack:
      return aside<get_pack>;
    case Operation::put_pack:
      return aside<put_pack>;
    case Operation::list_pack_versions:
      return aside<list_versions>;
    case Operation::get_pack_version:
      return aside<get_version>;
    case Operation::revert_pack:
      return once<aside<revert_pack>>;
    case Operation::set_rule_status:
      return once<aside<set_status>>;
    case Operation::profile_rules:
      return aside<get_profile>;
    case Operation::check_rules:
      return beside_others<check_draft>;
    case Operation::explain_rule:
      return beside_others<explain_rule>;
    case Operation::backtest_rules:
      return once<aside<begin_backtest>>;
    case Operation::get_job:
      return aside<get_job>;
    case Operation::cancel_job:
      return aside<cancel_job>;
    default:
      return nullptr;
  }
}

}  // namespace tocsin::serve
