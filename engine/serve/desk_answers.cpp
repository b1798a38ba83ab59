#include "engine/serve/desk_answers.h"

#include <charconv>

#include <boost/asio/this_coro.hpp>

#include "engine/desk/action_json.h"
#include "engine/desk/bounds.h"
#include "engine/judge/judge.h"
#include "engine/people/people.h"
#include "engine/serve/alert_json.h"
#include "engine/serve/awaited_result.h"
#include "engine/serve/desk_json.h"
#include "engine/serve/done_on.h"
#include "engine/serve/problem.h"

namespace tocsin::serve {
namespace {

namespace asio = boost::asio;
using Ask = std::function<void(Judge&, Judge::Told)>;

constexpr std::chrono::seconds patience{10};

std::string_view code_of(WhyNot why) {
  switch (why) {
    case WhyNot::unknown:
      return "unknown";
    case WhyNot::forbidden:
      return "forbidden";
    case WhyNot::conflict:
      return "conflict";
    case WhyNot::invalid:
      return "invalid";
    case WhyNot::full:
      break;
  }
  return "full";
}

Response refused_response(const Refused& refused, const Request& request) {
  std::string who;
  JsonWriter json(who);
  write_who(json, refused);
  return problem_response(
      {status_of(refused.why), code_of(refused.why), refused.detail, std::move(who)}, request.id);
}

Response invalid(std::string detail, const Request& request) {
  return refused_response({WhyNot::invalid, std::move(detail), {}, {}}, request);
}

Response unavailable(const Request& request) {
  auto response = problem_response(
      {503,
       "not-decided",
       "it is not known yet whether this was done: ask again with the same Idempotency-Key, it is "
       "done once",
       {}},
      request.id);
  response.fields.emplace_back("Retry-After", "1");
  return response;
}

std::string answer_json(const ActionAnswer& answer, const Store& store) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  if (answer.alert) json.key("alert").raw(alert_json(*answer.alert, store));
  if (answer.bulk) {
    json.field("done", answer.done).key("skipped").begin_array();
    for (const auto& skipped : answer.skipped) {
      json.begin_object().field("alert", to_string(skipped.alert)).field("why", skipped.why);
      if (!skipped.by.user.empty()) write_person(json.key("by"), skipped.by);
      json.end_object();
    }
    json.end_array();
  }
  if (!answer.in_case.empty()) json.field("case", to_string(answer.in_case));
  if (answer.seq != 0) json.field("seq", answer.seq);
  if (!answer.action.empty()) json.field("action", to_string(answer.action));
  if (answer.undo_until != Instant{}) json.field("undo_until", answer.undo_until);
  json.end_object();
  text += '\n';
  return text;
}

/// Asks the judge, and waits until what it decided is durable.
asio::awaitable<Response> decided(const Request& request, Serving& serving, Ask ask) {
  const auto executor = co_await asio::this_coro::executor;
  AwaitedResult<ActionAnswer> result(executor);
  const auto told = result.setter();
  serving.engine.ask([ask = std::move(ask), told](Judge& judge) { ask(judge, told); },
                     [told] {
                       ActionAnswer none;
                       none.unavailable = true;
                       told(none);
                     });
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const auto answer = co_await result.wait(deadline, serving.given_up);
  if (!answer || answer->unavailable) co_return unavailable(request);
  if (answer->refused) co_return refused_response(*answer->refused, request);
  co_return co_await done_on(serving.store_pool, [&] {
    return json_response(answer_json(*answer, serving.engine.store()));
  });
}

/// Asked on the judge's thread, as the last thing before something is done: who was let in a moment
/// ago may have lost the right since.
std::function<bool()> still_may(const Actor& actor, Right right, EngineView& engine) {
  return [&engine, actor, right] {
    auto& people = engine.people();
    const auto now = people.directory().now_of(actor, people.clock().now());
    return now && now->may(right);
  };
}

/// Whoever has this id, where they can work on alerts.
std::optional<Person> can_work(const std::string& id, EngineView& engine) {
  auto& directory = engine.people().directory();
  if (const auto user = directory.user(id)) {
    if (user->disabled || !may(user->role, Right::work)) return std::nullopt;
    return Person{user->id, user->name};
  }
  const auto here = directory.local({});
  if (!here || here->user != id) return std::nullopt;
  return Person{here->user, here->name};
}

/// The version that was seen, of an ETag: `"3"`. `*` and none say nothing of it, and what the body
/// says goes first. False: no ETag of an alert.
bool see_version(std::string_view etag, Action& action) {
  if (etag.empty() || etag == "*") return true;
  if (etag.size() < 3 || !etag.starts_with('"') || !etag.ends_with('"')) return false;
  etag = etag.substr(1, etag.size() - 2);
  std::uint32_t version = 0;
  const auto read = std::from_chars(etag.data(), etag.data() + etag.size(), version);
  if (read.ec != std::errc{} || read.ptr != etag.data() + etag.size()) return false;
  if (!action.version) action.version = version;
  return true;
}

asio::awaitable<Response> act(Action action, const Request& request, Serving& serving) {
  action.key = request.field("Idempotency-Key");
  if (action.key.size() > bounds::action_key_bytes)
    co_return invalid("an Idempotency-Key has at most 200 bytes", request);
  action.by = request.actor;
  if (const auto no = prepare(action, serving.engine)) co_return refused_response(*no, request);
  const Ask ask = [action = std::move(action)](Judge& judge, Judge::Told told) {
    judge.act(action, std::move(told));
  };
  co_return co_await decided(request, serving, ask);
}

}  // namespace

int status_of(WhyNot why) {
  switch (why) {
    case WhyNot::unknown:
      return 404;
    case WhyNot::forbidden:
      return 403;
    case WhyNot::conflict:
      return 409;
    case WhyNot::invalid:
      return 422;
    case WhyNot::full:
      break;
  }
  return 503;
}

std::optional<Refused> prepare(Action& action, EngineView& engine) {
  action.still_may = still_may(action.by, action.bulk ? Right::lead : Right::work, engine);
  if (action.kind != ActionKind::assign) return std::nullopt;
  auto to = can_work(action.to.user, engine);
  if (!to)
    return Refused{WhyNot::invalid, "to is the id of a person who can work on alerts", {}, {}};
  action.to = std::move(*to);
  return std::nullopt;
}

asio::awaitable<Response> answer_act(Request& request, Serving& serving) {
  AlertId id;
  if (!parse_id(request.parameters.at(0), id))
    co_return problem_response({404, "no-such-alert", "no alert with this id is kept", {}},
                               request.id);
  const auto kind = action_named(request.parameters.at(1));
  if (!kind)
    co_return problem_response({404, "no-such-action", "an alert takes " + all_actions(), {}},
                               request.id);
  auto action = read_action(request.body, ActionFrame::body, kind, id);
  if (!action) co_return invalid(action.error(), request);
  if (!see_version(request.field("If-Match"), *action))
    co_return invalid("If-Match is the ETag of the alert that was seen", request);
  co_return co_await act(std::move(*action), request, serving);
}

asio::awaitable<Response> answer_bulk(Request& request, Serving& serving) {
  auto action = read_action(request.body, ActionFrame::bulk);
  if (!action) co_return invalid(action.error(), request);
  co_return co_await act(std::move(*action), request, serving);
}

asio::awaitable<Response> answer_undo(Request& request, Serving& serving) {
  UndoRequest undo;
  if (!parse_id(request.parameters.at(0), undo.action))
    co_return problem_response({404, "unknown", "no action with this id is kept", {}}, request.id);
  undo.by = request.actor;
  undo.key = request.field("Idempotency-Key");
  if (undo.key.size() > bounds::action_key_bytes)
    co_return invalid("an Idempotency-Key has at most 200 bytes", request);
  undo.still_may = still_may(request.actor, Right::work, serving.engine);
  const Ask ask = [undo = std::move(undo)](Judge& judge, Judge::Told told) {
    judge.undo(undo, std::move(told));
  };
  co_return co_await decided(request, serving, ask);
}

asio::awaitable<Response> answer_merge(Request& request, Serving& serving) {
  MergeRequest merge;
  if (!parse_id(request.parameters.at(0), merge.from))
    co_return problem_response({404, "no-such-case", "no case with this id is kept"}, request.id);
  const auto into = read_merge(request.body);
  if (!into) co_return invalid(into.error(), request);
  merge.into = *into;
  merge.by = request.actor;
  merge.still_may = still_may(request.actor, Right::work, serving.engine);
  const Ask ask = [merge = std::move(merge)](Judge& judge, Judge::Told told) {
    judge.merge(merge, std::move(told));
  };
  co_return co_await decided(request, serving, ask);
}

asio::awaitable<Response> answer_split(Request& request, Serving& serving) {
  SplitRequest split;
  if (!parse_id(request.parameters.at(0), split.from))
    co_return problem_response({404, "no-such-case", "no case with this id is kept"}, request.id);
  auto posts = read_split(request.body);
  if (!posts) co_return invalid(posts.error(), request);
  split.posts = std::move(*posts);
  split.by = request.actor;
  split.still_may = still_may(request.actor, Right::work, serving.engine);
  const Ask ask = [split = std::move(split)](Judge& judge, Judge::Told told) {
    judge.split(split, std::move(told));
  };
  co_return co_await decided(request, serving, ask);
}

}  // namespace tocsin::serve
