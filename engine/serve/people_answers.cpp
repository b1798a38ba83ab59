#include "engine/serve/people_answers.h"

#include "engine/people/account_changes.h"
#include "engine/people/secrets.h"
#include "engine/serve/json_body.h"
#include "engine/serve/once.h"
#include "engine/serve/people_change.h"
#include "engine/serve/people_json.h"

namespace tocsin::serve {
namespace {

namespace asio = boost::asio;

std::optional<Role> role_in(JsonBody& body) {
  const auto name = body.maybe_text("role");
  if (!name) return std::nullopt;
  const auto role = role_named(*name);
  if (!role) body.refuse("role", "viewer, agent, lead, rule-author or admin");
  return role;
}

/// A one-use link and the secret in it.
struct MadeLink {
  std::string secret = new_secret();
  OneUseLink link;
  explicit MadeLink(Instant now) : link{hash_of_secret(secret), now + bounds::link_lives} {}
};

/// Behind the `#`, where no server and no log sees it.
std::string link_text(const Request& request, const std::string& secret) {
  const std::string scheme = request.peer.transport == Transport::tls ? "https://" : "http://";
  return scheme + std::string(request.field("Host")) + "/#/invite/" + secret;
}

Response user_response(int status, const User& user, const Directory& directory,
                       std::string_view link) {
  auto response = json_response({}, status);
  JsonWriter json(response.body);
  json.begin_object().key("user");
  write_user(json, user, directory, UserDetail::all);
  json.field_if("invite", link).end_object();
  response.body += '\n';
  return response;
}

std::optional<Instant> time_in(JsonBody& body, std::string_view name) {
  const auto text = body.maybe_text(name);
  if (!text) return std::nullopt;
  Instant at;
  if (parse_rfc3339(text->data(), text->data() + text->size(), at)) return at;
  body.refuse(name, "a time such as 2027-01-01T00:00:00Z");
  return std::nullopt;
}

std::vector<Right> scopes_in(JsonBody& body) {
  std::vector<Right> scopes;
  for (const auto& name : body.texts("scopes").value_or(std::vector<std::string>())) {
    if (const auto right = right_named(name))
      scopes.push_back(*right);
    else
      body.refuse("scopes",
                  "a list of read, work, lead, read-people, author, ingest, metrics, "
                  "administer, audit");
  }
  return scopes;
}

}  // namespace

asio::awaitable<Response> answer_add_user(Request& request, Serving& serving) {
  People& people = serving.engine.people();
  JsonBody body(request);
  NewUser wanted;
  wanted.login = body.text("login");
  wanted.name = body.maybe_text("name").value_or("");
  wanted.role = role_in(body).value_or(Role::agent);
  wanted.teams = body.texts("teams").value_or(std::vector<std::string>());
  if (auto wrong = body.problem()) co_return problem_response(*wrong, request.id);
  const MadeLink made(people.clock().now());
  wanted.link = made.link;
  Maker<User> make = [wanted](Draft& draft) -> std::expected<User, Refusal> {
    // Whoever has just been this machine's admin would find nobody to make one.
    if (!draft.now.has_users() && wanted.role != Role::admin)
      return std::unexpected(
          Refusal{409, "first-admin", "the first user is an admin: who else would let others in?"});
    return add_user(draft, wanted);
  };
  const auto user = co_await make_change<User>(serving, request.actor, std::move(make));
  if (!user) co_return refusal_response(user.error(), request);
  co_return user_response(201, *user, people.directory(), link_text(request, made.secret));
}

asio::awaitable<Response> answer_edit_user(Request& request, Serving& serving) {
  JsonBody body(request);
  UserEdit edit;
  edit.name = body.maybe_text("name");
  edit.role = role_in(body);
  edit.teams = body.texts("teams");
  edit.disabled = body.flag("disabled");
  if (const auto totp = body.flag("totp")) {
    edit.totp_off = !*totp;
    if (*totp) body.refuse("totp", "false: only its owner can set it up");
  }
  if (auto wrong = body.problem()) co_return problem_response(*wrong, request.id);
  Maker<User> make = [id = request.parameters.at(0), edit](Draft& draft) {
    return edit_user(draft, id, edit);
  };
  const auto user = co_await make_change<User>(serving, request.actor, std::move(make));
  if (!user) co_return refusal_response(user.error(), request);
  co_return user_response(200, *user, serving.engine.people().directory(), {});
}

asio::awaitable<Response> answer_reset_user(Request& request, Serving& serving) {
  People& people = serving.engine.people();
  JsonBody body(request);
  if (auto wrong = body.problem()) co_return problem_response(*wrong, request.id);
  const MadeLink made(people.clock().now());
  Maker<Done> make = [id = request.parameters.at(0), link = made.link](Draft& draft) {
    return done_or(make_link(draft, id, link));
  };
  const auto reset = co_await make_change<Done>(serving, request.actor, std::move(make));
  if (!reset) co_return refusal_response(reset.error(), request);
  const auto user = people.directory().user(request.parameters.at(0));
  co_return user_response(200, user.value_or(User{}), people.directory(),
                          link_text(request, made.secret));
}

asio::awaitable<Response> answer_add_token(Request& request, Serving& serving) {
  JsonBody body(request);
  NewToken wanted;
  wanted.name = body.text("name");
  wanted.scopes = scopes_in(body);
  wanted.expires = time_in(body, "expires");
  if (auto wrong = body.problem()) co_return problem_response(*wrong, request.id);
  if (const auto key = created_key(request); !key.empty()) wanted.id = id_of("t_", key);
  const auto secret = new_api_token();
  wanted.hash = hash_of_secret(secret);
  // What somebody makes may never do more than they may.
  if (request.actor.user.starts_with("u_")) wanted.owner = request.actor.user;
  Maker<ApiToken> make = [wanted](Draft& draft) -> std::expected<ApiToken, Refusal> {
    for (const auto scope : wanted.scopes)
      if (!draft.by.may(scope))
        return std::unexpected(Refusal{
            403, "right",
            "a token may do no more than whoever makes it: not " + std::string(name_of(scope))});
    return add_token(draft, wanted);
  };
  const auto token = co_await make_change<ApiToken>(serving, request.actor, std::move(make));
  if (!token) co_return refusal_response(token.error(), request);
  auto response = json_response({}, 201);
  JsonWriter json(response.body);
  json.begin_object().field("token", secret).key("made");
  write_token(json, *token);
  json.end_object();
  response.body += '\n';
  co_return response;
}

asio::awaitable<Response> answer_revoke_token(Request& request, Serving& serving) {
  Maker<Done> make = [id = request.parameters.at(0)](Draft& draft) {
    return done_or(revoke_token(draft, id));
  };
  const auto revoked = co_await make_change<Done>(serving, request.actor, std::move(make));
  if (!revoked) co_return refusal_response(revoked.error(), request);
  Response response;
  response.status = 204;
  co_return response;
}

}  // namespace tocsin::serve
