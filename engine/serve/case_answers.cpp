#include <algorithm>

#include "engine/desk/bounds.h"
#include "engine/desk/desk_store.h"
#include "engine/serve/alert_json.h"
#include "engine/serve/answers.h"
#include "engine/serve/author_json.h"
#include "engine/serve/case_json.h"
#include "engine/serve/case_list.h"
#include "engine/serve/desk_json.h"
#include "engine/serve/post_json.h"
#include "engine/serve/problem.h"
#include "engine/serve/query.h"
#include "engine/serve/reply_answers.h"

namespace tocsin::serve {
namespace {

constexpr std::uint32_t alerts_shown = 20;

void write_posts(JsonWriter& json, const Case& one, const Store& store) {
  json.key("posts").begin_array();
  for (const auto& kept : store.posts(one.posts))
    if (kept) write_post(json, *kept);
  json.end_array();
}

// The ids of a case's alerts follow from its own.
void write_alerts(JsonWriter& json, const Case& one, const Store& store) {
  json.key("alerts").begin_array();
  const std::uint32_t skipped = one.alert_count - std::min(one.alert_count, alerts_shown);
  for (std::uint32_t n = skipped + 1; n <= one.alert_count; ++n)
    if (const auto alert = store.alert(alert_id(one.id, n)))
      write_alert(json, *alert, JoinedPosts(store, *alert));
  json.end_array();
}

// With those of the cases that were merged into it, in the order in which things were done.
void write_timeline(JsonWriter& json, const Case& one, const Store& store) {
  json.key("timeline").begin_array();
  if (const auto* desk = store.desk()) {
    auto lines = desk->timeline(one.id, bounds::timeline_shown);
    for (const auto& id : one.merged)
      std::ranges::move(desk->timeline(id, bounds::timeline_shown), std::back_inserter(lines));
    std::ranges::sort(lines, [](const auto& a, const auto& b) {
      return std::pair(a.seq, a.part) < std::pair(b.seq, b.part);
    });
    for (const auto& line : lines) write_timeline_entry(json, line);
  }
  json.end_array();
}

// What there is, and whether one that is written now would wait for a lead
// (engine/judge/reply_work.cpp decides it by the same signals).
void write_replies(JsonWriter& json, const Case& one, const EngineView& engine) {
  const auto policy = engine.reply_policy();
  const auto alert = engine.store().alert(one.alert);
  json.field("replies_need_approval",
             policy.asks_approval(alert ? alert->signals : std::vector<std::string>{}));
  json.key("replies").begin_array();
  if (const auto* desk = engine.store().desk()) {
    for (const auto& reply : desk->replies(one.id)) write_reply(json, reply, policy);
    for (const auto& id : one.merged)
      for (const auto& reply : desk->replies(id)) write_reply(json, reply, policy);
  }
  json.end_array();
}

void write_author(JsonWriter& json, const Case& one, const Store& store) {
  if (one.posts.empty()) return;
  const auto root = store.post(one.posts.front());
  if (!root || root->gone != Gone::no) return;
  const auto author = store.author(author_key(root->post.source, root->post.author.id));
  if (!author) return;
  json.key("author").begin_object();
  write_author_facts(json, *author);
  json.end_object();
}

}  // namespace

void write_case_head(JsonWriter& json, const Case& one) {
  json.field("id", to_string(one.id)).field("brand", one.brand).field("source", one.source);
  json.field("conversation", one.conversation);
  json.field("opened", one.opened).field("last_post", one.last_post);
  if (one.answered) json.field("answered", *one.answered);
  json.field("state", name_of(one.alert_state)).field("alert", to_string(one.alert));
  json.field("alert_count", one.alert_count).field("post_count", one.post_count);
  json.field("gone_count", one.gone_count).field("version", one.version);
  if (!one.merged_into.empty()) json.field("merged_into", to_string(one.merged_into));
}

Response answer_cases(const Request& request, const EngineView& engine) {
  QueryReader reader(request.target);
  const auto query = read_case_list(reader);
  if (const auto problem = reader.problem()) return problem_response(*problem, request.id);

  const auto cases = engine.store().cases(query);
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object().key("cases").begin_array();
  const auto newest = newest_posts(engine.store(), cases);
  for (std::size_t i = 0; i < cases.size(); ++i) write_case_item(json, cases[i], newest[i]);
  json.end_array().key("next");
  cases.size() < query.limit ? json.null() : json.value(to_string(cases.back().id));
  json.end_object();
  response.body += '\n';
  return response;
}

Response answer_case(const Request& request, const EngineView& engine) {
  CaseId id;
  const auto one =
      parse_id(request.parameters.at(0), id) ? engine.store().find_case(id) : std::optional<Case>{};
  if (!one)
    return problem_response({404, "no-such-case", "no case with this id is kept"}, request.id);
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object();
  write_case_head(json, *one);
  if (request.actor.may(Right::read_people)) write_author(json, *one, engine.store());
  write_posts(json, *one, engine.store());
  write_alerts(json, *one, engine.store());
  write_timeline(json, *one, engine.store());
  write_replies(json, *one, engine);
  json.end_object();
  response.body += '\n';
  response.fields.emplace_back("ETag", '"' + std::to_string(one->version) + '"');
  return response;
}

}  // namespace tocsin::serve
