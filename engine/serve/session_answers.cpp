#include "engine/serve/session_answers.h"

#include "engine/people/account_changes.h"
#include "engine/people/secrets.h"
#include "engine/people/sign_in.h"
#include "engine/people/totp.h"
#include "engine/serve/identify.h"
#include "engine/serve/json_body.h"
#include "engine/serve/people_change.h"
#include "engine/serve/people_json.h"

namespace tocsin::serve {
namespace {

namespace asio = boost::asio;

Throttle::Time now() {
  return std::chrono::steady_clock::now();
}

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

Response wait_response(const Request& request, std::chrono::seconds wait, std::string_view code) {
  auto response = problem_response(
      {429, code, "too many tries: wait " + std::to_string(wait.count()) + " s", {}}, request.id);
  response.fields.emplace_back("Retry-After", std::to_string(wait.count()));
  return response;
}

/// What is answered to whoever failed too often lately; nothing: they may try.
std::optional<Response> throttled(Serving& serving, const Request& request,
                                  const std::string& login) {
  const auto wait = serving.engine.people().throttle().wait(login, request.peer.address, now());
  if (wait.count() <= 0) return std::nullopt;
  serving.metrics.refused("sign-in-throttled");
  serving.say(Event::refused, "sign-in throttled, from " + request.peer.address);
  return wait_response(request, wait, "sign-in-throttled");
}

Response room_is_full(const Request& request) {
  return wait_response(request, std::chrono::seconds{1}, "busy");
}

/// The answer to who has just come in, with the cookie.
Response welcome(const Actor& actor, std::string_view secret, const Request& request,
                 const Directory& directory) {
  auto response = json_response(session_json(actor, directory));
  response.fields.emplace_back(
      "Set-Cookie", set_cookie(secret, request.peer.transport, directory.rules().absolute));
  return response;
}

/// What checking a password gives.
struct Checked {
  bool fits = false;
  std::string rehashed;
};

/// As dear where there is no such user, or one without a password.
std::function<Checked(PasswordRoom&)> check_of(std::string password, std::string hash) {
  return [password = std::move(password), hash = std::move(hash)](PasswordRoom& room) mutable {
    Checked checked;
    checked.fits = password_fits(password, hash.empty() ? room.nobodys() : hash) && !hash.empty();
    if (checked.fits && needs_rehash(hash, room.cost()))
      checked.rehashed = hash_of_password(password, room.cost());
    wipe(password);
    return checked;
  };
}

std::function<std::string(PasswordRoom&)> hash_of(std::string password) {
  return [password = std::move(password)](PasswordRoom& room) mutable {
    auto hash = hash_of_password(password, room.cost());
    wipe(password);
    return hash;
  };
}

/// What was given and was wrong: counted against the login, told, and noted. Nobody waits for the
/// note.
void refuse(Serving& serving, const Request& request, const std::string& login,
            std::string_view what, const std::string& line, std::function<void(Draft&)> note) {
  People& people = serving.engine.people();
  people.throttle().failed(login, request.peer.address, now());
  serving.metrics.refused(std::string(what));
  serving.say(Event::sign_in, line + ", from " + request.peer.address);
  people.change(
      request.actor,
      [note = std::move(note)](Draft& draft) -> People::Result {
        note(draft);
        return {};
      },
      [](const People::Result&) {});
}

void refuse_entry(Serving& serving, const Request& request, const std::string& login) {
  refuse(serving, request, login, "sign-in", "sign-in refused",
         [login](Draft& draft) { note_refused(draft, login); });
}

/// Of somebody who is signed in.
void refuse_step_up(Serving& serving, const Request& request, const std::string& login) {
  refuse(serving, request, login, "step-up", "step-up refused, user " + request.actor.user,
         note_step_up_refused);
}

/// The id of the session that the browser has already; it ends with the new one.
std::string session_before(const Request& request, Serving& serving) {
  const auto secret = session_secret(request.head, request.peer.transport);
  if (!secret) return {};
  People& people = serving.engine.people();
  const auto actor =
      people.directory().of_session(*secret, request.peer.address, people.clock().now());
  return actor ? actor->session : std::string();
}

Problem wrong_sign_in() {
  return {401, "sign-in", "the name or the password is wrong", {}};
}

}  // namespace

asio::awaitable<Response> answer_sign_in(Request& request, Serving& serving) {
  People& people = serving.engine.people();
  JsonBody body(request);
  const auto login = body.text("user");
  auto password = body.text("password");
  const auto code = body.maybe_text("code").value_or("");
  wipe(request.body);
  if (auto wrong = body.problem()) co_return problem_response(*wrong, request.id);
  if (!people.directory().has_users())
    co_return problem_response(
        {409, "no-accounts", "there are no accounts yet: on this machine nobody need sign in", {}},
        request.id);
  if (auto wait = throttled(serving, request, login)) co_return std::move(*wait);

  const auto user = people.directory().user_with_login(login);
  const auto hash = user && !user->disabled ? user->password : std::string();
  auto check = check_of(std::move(password), hash);
  const auto checked = co_await in_password_room<Checked>(serving, std::move(check));
  if (!checked) co_return room_is_full(request);
  if (!checked->fits) {
    refuse_entry(serving, request, login);
    co_return problem_response(wrong_sign_in(), request.id);
  }

  const auto secret = new_secret();
  SignIn sign_in{.user = user->id,
                 .checked = hash,
                 .rehashed = checked->rehashed,
                 .code = code,
                 .secret = hash_of_secret(secret),
                 .ends = session_before(request, serving),
                 .device = std::string(request.field("User-Agent"))};
  Maker<Session> make = [sign_in](Draft& draft) { return begin_session(draft, sign_in); };
  const auto session = co_await make_change<Session>(serving, request.actor, std::move(make));
  if (!session) {
    if (session.error().code == "code-wrong") refuse_entry(serving, request, login);
    co_return refusal_response(session.error(), request);
  }
  people.throttle().succeeded(login);
  const auto actor =
      people.directory().of_session(secret, request.peer.address, people.clock().now());
  if (!actor) co_return problem_response(wrong_sign_in(), request.id);  // disabled just now
  serving.say(Event::sign_in, "signed in: user " + actor->user + ", from " + request.peer.address);
  co_return welcome(*actor, secret, request, people.directory());
}

asio::awaitable<Response> answer_sign_out(Request& request, Serving& serving) {
  if (!request.actor.session.empty()) {
    Maker<Done> make = [id = request.actor.session](Draft& draft) {
      return done_or(end_session(draft, id));
    };
    const auto ended = co_await make_change<Done>(serving, request.actor, std::move(make));
    if (!ended && ended.error().status != 404) co_return refusal_response(ended.error(), request);
  }
  auto response = no_content();
  response.fields.emplace_back("Set-Cookie",
                               set_cookie({}, request.peer.transport, std::chrono::seconds{0}));
  co_return response;
}

asio::awaitable<Response> answer_use_link(Request& request, Serving& serving) {
  People& people = serving.engine.people();
  JsonBody body(request);
  const auto token = body.text("token");
  const auto password = body.text("password");
  wipe(request.body);
  if (auto wrong = body.problem()) co_return problem_response(*wrong, request.id);
  if (auto wait = throttled(serving, request, {})) co_return std::move(*wait);
  const auto link = hash_of_secret(token);
  const auto user = people.directory().user_with_link(link);
  if (user) {
    if (auto trouble = trouble_with_password(password, user->login); !trouble.empty())
      co_return problem_response({422, "password", std::move(trouble), {}}, request.id);
  }
  std::string hash;
  if (user) {
    auto work = hash_of(password);
    const auto hashed = co_await in_password_room<std::string>(serving, std::move(work));
    if (!hashed || hashed->empty()) co_return room_is_full(request);
    hash = *hashed;
  }
  Maker<Done> make = [link, hash](Draft& draft) { return done_or(use_link(draft, link, hash)); };
  const auto used = co_await make_change<Done>(serving, request.actor, std::move(make));
  if (used) co_return no_content();
  if (used.error().status == 404) people.throttle().failed({}, request.peer.address, now());
  co_return refusal_response(used.error(), request);
}

asio::awaitable<Response> answer_step_up(Request& request, Serving& serving) {
  People& people = serving.engine.people();
  JsonBody body(request);
  auto password = body.maybe_text("password").value_or("");
  StepUp proof{.checked = {}, .code = body.maybe_text("code").value_or(""), .secret = {}};
  wipe(request.body);
  if (password.empty() == proof.code.empty()) body.refuse("password", "a text, or else `code`");
  if (auto wrong = body.problem()) co_return problem_response(*wrong, request.id);
  const auto user = people.directory().user(request.actor.user);
  if (!user)
    co_return problem_response({409, "no-session", "there is no session here to prove", {}},
                               request.id);
  if (auto wait = throttled(serving, request, user->login)) co_return std::move(*wait);
  if (!password.empty()) {
    auto check = check_of(std::move(password), user->password);
    const auto checked = co_await in_password_room<Checked>(serving, std::move(check));
    if (!checked) co_return room_is_full(request);
    if (!checked->fits) {
      refuse_step_up(serving, request, user->login);
      co_return problem_response({422, "password-wrong", "the password is wrong", {}}, request.id);
    }
    proof.checked = user->password;
  }
  const auto secret = new_secret();
  proof.secret = hash_of_secret(secret);
  Maker<Done> make = [proof](Draft& draft) { return done_or(step_up(draft, proof)); };
  const auto stepped = co_await make_change<Done>(serving, request.actor, std::move(make));
  if (!stepped) {
    if (stepped.error().code == "code-wrong") refuse_step_up(serving, request, user->login);
    co_return refusal_response(stepped.error(), request);
  }
  people.throttle().succeeded(user->login);
  co_return welcome(request.actor, secret, request, people.directory());
}

asio::awaitable<Response> answer_change_password(Request& request, Serving& serving) {
  People& people = serving.engine.people();
  JsonBody body(request);
  auto old = body.text("old");
  const auto password = body.text("new");
  wipe(request.body);
  if (auto wrong = body.problem()) co_return problem_response(*wrong, request.id);
  const auto user = people.directory().user(request.actor.user);
  if (!user)
    co_return problem_response(
        {409, "no-account", "there is no account here whose password could change", {}},
        request.id);
  if (auto trouble = trouble_with_password(password, user->login); !trouble.empty())
    co_return problem_response({422, "password", std::move(trouble), {}}, request.id);
  if (auto wait = throttled(serving, request, user->login)) co_return std::move(*wait);
  auto check = check_of(std::move(old), user->password);
  const auto checked = co_await in_password_room<Checked>(serving, std::move(check));
  if (!checked) co_return room_is_full(request);
  if (!checked->fits) {
    refuse_entry(serving, request, user->login);
    co_return problem_response({422, "old-password", "the old password is wrong", {}}, request.id);
  }
  auto work = hash_of(password);
  const auto hash = co_await in_password_room<std::string>(serving, std::move(work));
  if (!hash || hash->empty()) co_return room_is_full(request);

  const auto secret = new_secret();
  Maker<Done> make = [actor = request.actor, hash = *hash,
                      kept = hash_of_secret(secret)](Draft& draft) -> std::expected<Done, Refusal> {
    if (auto set = set_password(draft, actor.user, hash, actor.session); !set)
      return std::unexpected(set.error());
    return done_or(renew_session(draft, actor.session, kept));
  };
  const auto changed = co_await make_change<Done>(serving, request.actor, std::move(make));
  if (!changed) co_return refusal_response(changed.error(), request);
  co_return welcome(request.actor, secret, request, people.directory());
}

asio::awaitable<Response> answer_begin_totp(Request& request, Serving& serving) {
  Maker<std::string> make = [](Draft& draft) { return begin_totp(draft); };
  const auto seed = co_await make_change<std::string>(serving, request.actor, std::move(make));
  if (!seed) co_return refusal_response(seed.error(), request);
  const auto user = serving.engine.people().directory().user(request.actor.user);
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object().field("secret", base32(*seed));
  json.field("uri", totp_uri(*seed, user ? user->login : "")).end_object();
  co_return response;
}

asio::awaitable<Response> answer_confirm_totp(Request& request, Serving& serving) {
  using Codes = std::vector<std::string>;
  JsonBody body(request);
  const auto code = body.text("code");
  if (auto wrong = body.problem()) co_return problem_response(*wrong, request.id);
  Maker<Codes> make = [code](Draft& draft) { return confirm_totp(draft, code); };
  const auto codes = co_await make_change<Codes>(serving, request.actor, std::move(make));
  if (!codes) co_return refusal_response(codes.error(), request);
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object().key("recovery").begin_array();
  for (const auto& each : *codes) json.value(each);
  json.end_array().end_object();
  co_return response;
}

asio::awaitable<Response> answer_end_totp(Request& request, Serving& serving) {
  People& people = serving.engine.people();
  JsonBody body(request);
  const auto code = body.text("code");
  if (auto wrong = body.problem()) co_return problem_response(*wrong, request.id);
  const auto user = people.directory().user(request.actor.user);
  const auto login = user ? user->login : std::string();
  if (auto wait = throttled(serving, request, login)) co_return std::move(*wait);
  Maker<Done> make = [code](Draft& draft) { return done_or(end_totp(draft, code)); };
  const auto ended = co_await make_change<Done>(serving, request.actor, std::move(make));
  if (ended) co_return no_content();
  if (ended.error().code == "code-wrong")
    people.throttle().failed(login, request.peer.address, now());
  co_return refusal_response(ended.error(), request);
}

asio::awaitable<Response> answer_kill_session(Request& request, Serving& serving) {
  Maker<Done> make = [id = request.parameters.at(0)](Draft& draft) {
    return done_or(end_session(draft, id));
  };
  const auto ended = co_await make_change<Done>(serving, request.actor, std::move(make));
  co_return ended ? no_content() : refusal_response(ended.error(), request);
}

}  // namespace tocsin::serve
