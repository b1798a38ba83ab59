#include "engine/desk/bounds.h"
#include "engine/judge/judge.h"
#include "engine/serve/alert_json.h"
#include "engine/serve/alert_list.h"
#include "engine/serve/answers.h"
#include "engine/serve/case_list.h"
#include "engine/serve/csv.h"
#include "engine/serve/problem.h"

/// Lists as files, for spreadsheets and scripts.
namespace tocsin::serve {
namespace {

constexpr std::string_view csv_type = "text/csv; charset=utf-8";
constexpr std::string_view ndjson_type = "application/x-ndjson; charset=utf-8";
constexpr std::size_t page_alerts = 200;

bool is_csv(const Request& request) {
  return request.target.path.ends_with(".csv");
}

Response file(const Request& request, std::string_view name) {
  auto response = json_response({});
  const bool csv = is_csv(request);
  response.content_type = csv ? csv_type : ndjson_type;
  response.fields.emplace_back(
      "Content-Disposition",
      "attachment; filename=\"" + std::string(name) + (csv ? ".csv\"" : ".ndjson\""));
  return response;
}

/// What goes out of the house is written down.
void audit(const Request& request, EngineView& engine, std::string_view what, std::size_t rows) {
  AuditEntry entry{engine.clock().now(),          request.actor.user, request.actor.name,
                   request.actor.address,         "export",           std::string(what),
                   std::to_string(rows) + " rows"};
  engine.ask(
      [entry = std::move(entry)](Judge& judge) {
        judge.change([&](Commit& commit) { commit.audit.push_back(entry); }, {});
      },
      [] {});
}

std::string text_of(Instant at) {
  std::string text;
  if (at != Instant{}) append_rfc3339(text, at);
  return text;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : " ") + text;
  return all;
}

const std::vector<std::string>& alert_columns() {
  static const std::vector<std::string> names{
      "id",   "state",   "severity", "risk",      "brand",         "rule",     "signals", "source",
      "lang", "raised",  "due",      "ended",     "outcome",       "assignee", "tags",    "notes",
      "case", "post_id", "post_url", "author_id", "author_handle", "text"};
  return names;
}

void append_alert_row(std::string& out, const Alert& a, const JoinedPosts& posts) {
  const KeptPost* kept = posts.find(a.post);
  const bool there = kept && kept->gone == Gone::no;
  const auto of_post = [&](auto field) { return there ? field(kept->post) : std::string(); };
  append_csv_row(out, {to_string(a.id),
                       std::string(name_of(a.state)),
                       std::string(name_of(a.severity)),
                       std::to_string(a.risk),
                       a.brand,
                       a.rule,
                       joined(a.signals),
                       a.source,
                       a.lang,
                       text_of(a.raised),
                       text_of(a.due),
                       text_of(a.ended),
                       a.desk.outcome,
                       a.desk.assignee.name,
                       joined(a.desk.tags),
                       std::to_string(a.desk.notes),
                       to_string(a.owner_case),
                       kept ? kept->post.id : "",
                       of_post([](const Post& p) { return p.url; }),
                       of_post([](const Post& p) { return p.author.id; }),
                       of_post([](const Post& p) { return p.author.handle; }),
                       of_post([](const Post& p) { return p.text; })});
}

void append_alert_line(std::string& out, const Alert& alert, const JoinedPosts& posts) {
  JsonWriter json(out);
  write_alert(json, alert, posts);
  out += '\n';
}

const std::vector<std::string>& case_columns() {
  static const std::vector<std::string> names{
      "id",        "brand",     "source",        "conversation", "state", "opened",
      "last_post", "answered",  "posts",         "alerts",       "alert", "merged_into",
      "post_id",   "author_id", "author_handle", "text"};
  return names;
}

void append_case_row(std::string& out, const Case& c, const std::optional<KeptPost>& newest) {
  const bool there = newest && newest->gone == Gone::no;
  append_csv_row(
      out, {to_string(c.id), c.brand, c.source, c.conversation, std::string(name_of(c.alert_state)),
            text_of(c.opened), text_of(c.last_post), text_of(c.answered.value_or(Instant{})),
            std::to_string(c.post_count), std::to_string(c.alert_count), to_string(c.alert),
            c.merged_into.empty() ? "" : to_string(c.merged_into), newest ? newest->post.id : "",
            there ? newest->post.author.id : "", there ? newest->post.author.handle : "",
            there ? newest->post.text : ""});
}

void append_case_line(std::string& out, const Case& c, const std::optional<KeptPost>& newest) {
  JsonWriter json(out);
  write_case_item(json, c, newest);
  out += '\n';
}

bool is_full(const Response& response, std::size_t rows) {
  return rows >= bounds::export_rows || response.body.size() >= bounds::export_bytes;
}

}  // namespace

Response answer_export_alerts(const Request& request, EngineView& engine) {
  QueryReader reader(request.target);
  auto list = read_alert_list(reader, request.actor);
  if (const auto problem = reader.problem()) return problem_response(*problem, request.id);
  list.query.limit = page_alerts;
  auto response = file(request, "alerts");
  if (is_csv(request)) append_csv_row(response.body, alert_columns());
  std::size_t rows = 0;
  while (true) {
    const auto page = read_alert_page(list, engine.store());
    std::vector<const Alert*> pointers;
    for (const auto& alert : page.alerts) pointers.push_back(&alert);
    const JoinedPosts posts(engine.store(), pointers);
    for (const auto& alert : page.alerts)
      is_csv(request) ? append_alert_row(response.body, alert, posts)
                      : append_alert_line(response.body, alert, posts);
    rows += page.alerts.size();
    list.query.before_raised_seq = page.next;
    if (page.next == 0 || is_full(response, rows)) break;
    if (request.asker.has_gone()) return gone_response(request.id);
  }
  if (const auto next = list.query.before_raised_seq; next != 0)
    response.fields.emplace_back("X-Next-Cursor", std::to_string(next));
  audit(request, engine, "alerts", rows);
  return response;
}

Response answer_export_cases(const Request& request, EngineView& engine) {
  QueryReader reader(request.target);
  auto query = read_case_list(reader);
  if (const auto problem = reader.problem()) return problem_response(*problem, request.id);
  query.limit = page_alerts;
  auto response = file(request, "cases");
  if (is_csv(request)) append_csv_row(response.body, case_columns());
  std::size_t rows = 0;
  while (true) {
    const auto cases = engine.store().cases(query);
    const auto newest = newest_posts(engine.store(), cases);
    for (std::size_t i = 0; i < cases.size(); ++i)
      is_csv(request) ? append_case_row(response.body, cases[i], newest[i])
                      : append_case_line(response.body, cases[i], newest[i]);
    rows += cases.size();
    if (cases.size() < query.limit) break;
    query.after = cases.back().id;
    if (is_full(response, rows)) {
      response.fields.emplace_back("X-Next-Cursor", to_string(cases.back().id));
      break;
    }
    if (request.asker.has_gone()) return gone_response(request.id);
  }
  audit(request, engine, "cases", rows);
  return response;
}

}  // namespace tocsin::serve
