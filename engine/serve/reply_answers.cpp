#include "engine/serve/reply_answers.h"

#include "engine/desk/bounds.h"
#include "engine/desk/desk_store.h"
#include "engine/desk/reply_bounds.h"
#include "engine/desk/reply_text.h"
#include "engine/judge/judge.h"
#include "engine/people/people.h"
#include "engine/people/secrets.h"
#include "engine/serve/awaited_result.h"
#include "engine/serve/desk_answers.h"
#include "engine/serve/desk_json.h"
#include "engine/serve/json_body.h"
#include "engine/serve/once.h"
#include "engine/serve/post_json.h"
#include "engine/serve/problem.h"
#include "engine/serve/query.h"
#include "engine/serve/reply_list.h"

namespace tocsin::serve {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds patience{10};
constexpr std::string_view saved_prefix = "desk/saved/";

Response problem(const Refused& refused, const Request& request) {
  std::string who;
  JsonWriter json(who);
  write_who(json, refused);
  const std::string_view code = refused.why == WhyNot::conflict ? "conflict" : "refused";
  return problem_response({status_of(refused.why), code, refused.detail, std::move(who)},
                          request.id);
}

Response not_decided(const Request& request) {
  auto response = problem_response(
      {503, "not-decided", "it is not known yet whether this was done: look at the case", {}},
      request.id);
  response.fields.emplace_back("Retry-After", "1");
  return response;
}

/// Right::work, asked once more by the judge as the last thing before something is done.
std::function<bool()> still_works(const Actor& actor, EngineView& engine, Right right) {
  return [&engine, actor, right] {
    auto& people = engine.people();
    const auto now = people.directory().now_of(actor, people.clock().now());
    return now && now->may(right);
  };
}

asio::awaitable<Response> decided(ReplyRequest asked, const Request& request, Serving& serving) {
  asked.by = request.actor;
  asked.policy = serving.engine.reply_policy();
  asked.still_may = still_works(request.actor, serving.engine,
                                asked.step == ReplyStep::approve ? Right::lead : Right::work);
  const int status = asked.step == ReplyStep::draft ? 201 : 200;
  const auto executor = co_await asio::this_coro::executor;
  AwaitedResult<ReplyAnswer> result(executor);
  const auto told = result.setter();
  std::function<void(Judge&)> ask = [asked, told](Judge& judge) { judge.reply(asked, told); };
  std::function<void()> refused = [told] {
    ReplyAnswer none;
    none.unavailable = true;
    told(none);
  };
  serving.engine.ask(std::move(ask), std::move(refused));
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const auto answer = co_await result.wait(deadline, serving.given_up);
  if (!answer || answer->unavailable) co_return not_decided(request);
  if (answer->refused) co_return problem(*answer->refused, request);
  auto response = json_response({}, status);
  JsonWriter json(response.body);
  json.begin_object().key("reply");
  write_reply(json, *answer->reply, asked.policy);
  json.field("seq", answer->reply->seq).end_object();
  response.body += '\n';
  co_return response;
}

asio::awaitable<Response> kept(std::function<void(Commit&)> change, const Request& request,
                               Serving& serving, Response done) {
  const auto executor = co_await asio::this_coro::executor;
  AwaitedResult<bool> result(executor);
  const auto told = result.setter();
  std::function<void(Judge&)> ask = [change, told](Judge& judge) { judge.change(change, told); };
  std::function<void()> refused = [told] { told(false); };
  serving.engine.ask(std::move(ask), std::move(refused));
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const auto answer = co_await result.wait(deadline, serving.given_up);
  if (!answer || !*answer) co_return not_decided(request);
  co_return done;
}

/// Case and reply of the path.
std::optional<ReplyRequest> of_path(const Request& request, ReplyStep step) {
  ReplyRequest asked;
  asked.step = step;
  if (!parse_id(request.parameters.at(0), asked.in)) return std::nullopt;
  if (step != ReplyStep::draft && !parse_id(request.parameters.at(1), asked.id))
    return std::nullopt;
  return asked;
}

Response no_such(const Request& request) {
  return problem_response({404, "no-such-reply", "no reply or case with this id is kept", {}},
                          request.id);
}

Response no_such_step(const Request& request) {
  return problem_response({404, "no-such-step", "a reply takes approve, send and cancel", {}},
                          request.id);
}

/// An address is a post's or a platform's claim: what is none of the web's is no link.
bool is_web_address(std::string_view url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

AuditEntry audited(const Request& request, std::string what, std::string target, Instant at) {
  return {at,
          request.actor.user,
          request.actor.name,
          request.actor.address,
          std::move(what),
          std::move(target),
          {}};
}

}  // namespace

void write_reply(JsonWriter& json, const Reply& reply, const ReplyPolicy& policy,
                 const KeptPost* answers) {
  json.begin_object().field("id", to_string(reply.id)).field("state", name_of(reply.state));
  json.field("case", to_string(reply.in)).field("text", reply.text).field("to", reply.to);
  json.field("platform", reply.platform);
  write_person(json.key("by"), reply.by);
  json.field("at", reply.drafted).field("version", reply.version);
  const auto length = reply_length(reply.platform, ready_to_send(reply.text));
  json.key("length").begin_object().field("count", length.count).field("most", length.most);
  json.end_object();
  json.field("needs_approval", reply.needs_approval);
  if (!reply.approved_by.user.empty()) write_person(json.key("approved_by"), reply.approved_by);
  const bool connected = policy.connected(reply.platform);
  const auto why_not = why_not_sendable(reply.platform, reply.text);
  json.field("sendable", connected && !why_not);
  if (!connected && is_web_address(reply.to_url)) json.field("open_on_platform", reply.to_url);
  if (connected && why_not) json.field("not_sendable", *why_not);
  if (reply.state == ReplyState::sending && !reply.left) json.field("undo_until", reply.leaves);
  json.field_if("uri", reply.uri);
  if (is_web_address(reply.url)) json.field("url", reply.url);
  json.field_if("why", reply.why);
  if (answers != nullptr) write_post(json.key("post"), *answers);
  json.end_object();
}

asio::awaitable<Response> answer_draft_reply(Request& request, Serving& serving) {
  auto asked = of_path(request, ReplyStep::draft);
  if (!asked) co_return no_such(request);
  JsonBody body(request);
  asked->to = body.maybe_text("to").value_or("");
  asked->text = body.text("text");
  if (const auto wrong = body.problem()) co_return problem_response(*wrong, request.id);
  asked->key = request.field("Idempotency-Key");
  if (asked->key.size() > bounds::action_key_bytes) {
    const Refused no{WhyNot::invalid, "an Idempotency-Key has at most 200 bytes", {}, {}};
    co_return problem(no, request);
  }
  co_return co_await decided(std::move(*asked), request, serving);
}

asio::awaitable<Response> answer_edit_reply(Request& request, Serving& serving) {
  auto asked = of_path(request, ReplyStep::edit);
  if (!asked) co_return no_such(request);
  JsonBody body(request);
  asked->text = body.text("text");
  if (const auto wrong = body.problem()) co_return problem_response(*wrong, request.id);
  if (asked->text.size() > bounds::reply_bytes) {
    const Refused no{WhyNot::invalid, "the text is too long", {}, {}};
    co_return problem(no, request);
  }
  co_return co_await decided(std::move(*asked), request, serving);
}

asio::awaitable<Response> answer_step_reply(Request& request, Serving& serving) {
  const auto step = reply_step_named(request.parameters.at(2));
  if (!step || *step == ReplyStep::draft || *step == ReplyStep::edit)
    co_return no_such_step(request);
  auto asked = of_path(request, *step);
  if (!asked) co_return no_such(request);
  co_return co_await decided(std::move(*asked), request, serving);
}

Response answer_replies(const Request& request, const EngineView& engine) {
  QueryReader reader(request.target);
  const auto query = read_reply_list(reader);
  if (const auto problem = reader.problem()) return problem_response(*problem, request.id);
  const Store& store = engine.store();
  const auto page = store.desk() ? read_reply_page(query, *store.desk()) : ReplyPage{};
  std::vector<PostKey> keys;
  for (const auto& reply : page.replies) keys.push_back(post_key(reply.platform, reply.to));
  const auto posts = store.posts(keys);
  const auto policy = engine.reply_policy();
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object().key("replies").begin_array();
  for (std::size_t i = 0; i < posts.size(); ++i)
    write_reply(json, page.replies[i], policy, posts[i] ? &*posts[i] : nullptr);
  json.end_array().key("next");
  page.next ? json.value(to_string(*page.next)) : json.null();
  json.end_object();
  response.body += '\n';
  return response;
}

Response answer_saved(const EngineView& engine) {
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object().key("saved_answers").begin_array();
  engine.store().each_meta(saved_prefix,
                           [&](std::string_view, std::string_view value) { json.raw(value); });
  json.end_array().end_object();
  response.body += '\n';
  return response;
}

asio::awaitable<Response> answer_add_saved(Request& request, Serving& serving) {
  JsonBody body(request);
  const auto name = body.text("name");
  const auto text = body.text("text");
  if (name.size() > bounds::saved_answer_name_bytes) body.refuse("name", "at most 100 bytes");
  if (text.size() > bounds::reply_bytes) body.refuse("text", "at most 16 KiB");
  if (const auto wrong = body.problem()) co_return problem_response(*wrong, request.id);
  std::size_t count = 0;
  serving.engine.store().each_meta(saved_prefix,
                                   [&](std::string_view, std::string_view) { ++count; });
  if (count >= bounds::saved_answers) {
    const Refused full{WhyNot::full, "at most 500 answers are saved: delete some", {}, {}};
    co_return problem(full, request);
  }
  const auto at = serving.engine.clock().now();
  // Asked for again after a restart, it is the same one.
  const auto asked = created_key(request);
  const auto id = asked.empty() ? new_id("sa_") : id_of("sa_", asked);
  auto done = json_response({}, 201);
  JsonWriter json(done.body);
  json.begin_object().field("id", id).field("name", name).field("text", text);
  const Person by{request.actor.user, request.actor.name};
  write_person(json.key("by"), by);
  json.field("at", at).end_object();
  const auto entry = audited(request, "saved-answer.add", id, at);
  std::function<void(Commit&)> change = [id, value = done.body, entry](Commit& commit) {
    commit.meta.emplace_back(std::string(saved_prefix) + id, value);
    commit.audit.push_back(entry);
  };
  co_return co_await kept(std::move(change), request, serving, std::move(done));
}

asio::awaitable<Response> answer_drop_saved(Request& request, Serving& serving) {
  const auto key = std::string(saved_prefix) + request.parameters.at(0);
  if (!serving.engine.store().meta(key))
    co_return problem_response({404, "no-such-answer", "no saved answer with this id is kept", {}},
                               request.id);
  const auto entry = audited(request, "saved-answer.delete", request.parameters.at(0),
                             serving.engine.clock().now());
  std::function<void(Commit&)> change = [key, entry](Commit& commit) {
    commit.meta.emplace_back(key, "");
    commit.audit.push_back(entry);
  };
  Response done;
  done.status = 204;
  co_return co_await kept(std::move(change), request, serving, std::move(done));
}

}  // namespace tocsin::serve
