#include <catch2/catch_test_macros.hpp>

#include "engine/people/people_store.h"
#include "engine/people/totp.h"
#include "tests/serve/people_fixture.h"

namespace tocsin::test {
namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// What stands between two marks; empty where they do not.
std::string between(const std::string& text, std::string_view begin, std::string_view end) {
  const auto at = text.find(begin);
  if (at == std::string::npos) return {};
  const auto from = at + begin.size();
  return text.substr(from, text.find(end, from) - from);
}

struct Accounts : RunningServer {
  Accounts() { dana = add_person(people(), "dana", Role::admin); }
  People& people() { return engine.everybody; }
  std::string sign(const std::string& login, const std::string& password,
                   const std::string& code = {}) const {
    return send("POST", "/api/v1/session",
                R"({"user":")" + login + R"(","password":")" + password + '"' +
                    (code.empty() ? "" : R"(,"code":")" + code + '"') + "}");
  }
  static std::string secret_in(const std::string& answer) {
    return between(answer, "Set-Cookie: tocsin=", ";");
  }
  User dana;
};

TEST_CASE("signing in gives a cookie that only our page can use, and signing out ends it",
          "[session]") {
  Accounts running;
  const auto answer = running.sign("dana", good_password);
  REQUIRE(status_of(answer) == 200);
  CHECK(holds(answer, "; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400\r\n"));
  CHECK(holds(body_of(answer), R"("role":"admin")"));
  CHECK(holds(body_of(answer), R"("accounts":true)"));
  const auto secret = Accounts::secret_in(answer);
  CHECK(secret.size() == 43);
  CHECK(status_of(running.get("/api/v1/session", as(secret))) == 200);
  const auto ended = running.send("DELETE", "/api/v1/session", "", as(secret));
  CHECK(status_of(ended) == 204);
  CHECK(holds(ended, "Set-Cookie: tocsin=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0\r\n"));
  CHECK(status_of(running.get("/api/v1/session", as(secret))) == 401);
}

TEST_CASE("a second sign-in ends the session that the browser had", "[session]") {
  Accounts running;
  const auto first = Accounts::secret_in(running.sign("dana", good_password));
  const auto answer = running.send(
      "POST", "/api/v1/session",
      std::string(R"({"user":"dana","password":")") + good_password + "\"}", cookie(first));
  REQUIRE(status_of(answer) == 200);
  CHECK(Accounts::secret_in(answer) != first);
  CHECK(status_of(running.get("/api/v1/session", as(first))) == 401);
}

TEST_CASE("what is wrong with a sign-in is not told", "[session]") {
  Accounts running;
  add_person(running.people(), "gone", Role::agent);
  const auto gone = running.people().directory().user_with_login("gone");
  must_change<User>(running.people(), [&](Draft& draft) {
    UserEdit off;
    off.disabled = true;
    return edit_user(draft, gone->id, off);
  });
  const auto without_id = [](std::string body) { return body.substr(0, body.find("\"request\"")); };
  const auto wrong = body_of(running.sign("dana", "wrong wrong wrong"));
  CHECK(holds(wrong, "the name or the password is wrong"));
  CHECK(without_id(body_of(running.sign("nobody", good_password))) == without_id(wrong));
  CHECK(without_id(body_of(running.sign("gone", good_password))) == without_id(wrong));
  // What was typed into the wrong field is not written down.
  running.sign("my secret password", "x");
  for (const auto& line : running.people().store().audit(0, 50))
    CHECK_FALSE(holds(line.entry.detail, "secret"));
}

TEST_CASE("whoever guesses has to wait, known name or not", "[session]") {
  Accounts running;
  for (const char* login : {"dana", "nobody"}) {
    for (int i = 0; i < bounds::failures_of_account; ++i)
      CHECK(status_of(running.sign(login, "wrong wrong wrong")) == 401);
    const auto throttled = running.sign(login, good_password);
    CHECK(status_of(throttled) == 429);
    CHECK(holds(throttled, "Retry-After: 1\r\n"));
  }
}

TEST_CASE("bodies that are no JSON object are refused", "[session]") {
  const Accounts running;
  for (const char* body :
       {"[]", "{", R"({"user":"dana","password":"x","user":"eve"})", R"({"user":"dana"})",
        R"({"user":1,"password":"x"})", R"({"user":"dana","password":"x","extra":"y"})",
        R"({"user":{"a":"b"},"password":"x"})"})
    CHECK(status_of(running.send("POST", "/api/v1/session", body)) == 400);
  RawClient client(running.server->port());
  const std::string form = "user=dana&password=x";
  CHECK(status_of(client.ask("POST /api/v1/session HTTP/1.1\r\nHost: " + running.host() +
                             "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                             "Content-Length: " +
                             std::to_string(form.size()) + "\r\n\r\n" + form)) == 415);
  CHECK(status_of(running.send("POST", "/api/v1/session", std::string(5000, ' '))) == 413);
}

TEST_CASE("one-time codes are set up, asked for, and never taken twice", "[session]") {
  Accounts running;
  const auto secret = sign_in(running.people(), running.dana);
  const auto begun = running.send("POST", "/api/v1/session/totp", "", as(secret));
  REQUIRE(status_of(begun) == 200);
  CHECK(holds(begun, "otpauth://totp/Tocsin:dana?secret="));
  const auto begun_seed = running.people().directory().user(running.dana.id)->totp_begun;
  const auto seed =
      running.people().directory().seeds().open(begun_seed, running.dana.id).value_or("");
  CHECK(between(body_of(begun), R"("secret":")", "\"") == base32(seed));
  // Nothing is asked for until a code was shown.
  CHECK(status_of(running.sign("dana", good_password)) == 200);
  const auto code_of = [&](int steps) {
    return totp_code(seed, totp_step(running.engine.wall.now()) + static_cast<unsigned>(steps));
  };
  CHECK(status_of(running.send("POST", "/api/v1/session/totp/confirm", R"({"code":"000000"})",
                               as(secret))) == 422);
  const auto confirmed = running.send("POST", "/api/v1/session/totp/confirm",
                                      R"({"code":")" + code_of(0) + "\"}", as(secret));
  REQUIRE(status_of(confirmed) == 200);
  const auto recovery = between(body_of(confirmed), R"("recovery":[")", "\"");
  CHECK(recovery.size() == 11);

  const auto needed = running.sign("dana", good_password);
  CHECK(status_of(needed) == 401);
  CHECK(holds(needed, R"("code_needed":true)"));
  CHECK_FALSE(holds(running.sign("dana", "wrong wrong wrong"), "code_needed"));
  CHECK(status_of(running.sign("dana", good_password, code_of(0))) == 401);  // used to confirm
  CHECK(status_of(running.sign("dana", good_password, code_of(1))) == 200);
  CHECK(status_of(running.sign("dana", good_password, code_of(1))) == 401);
  CHECK(status_of(running.sign("dana", good_password, recovery)) == 200);
  CHECK(status_of(running.sign("dana", good_password, recovery)) == 401);
}

TEST_CASE("a role that needs one-time codes may do nothing else before", "[session]") {
  MemoryPeople store;
  const SystemClock clock;
  PeopleOptions options{.rules = {}, .password = quick_cost()};
  options.rules.require_totp = {Role::admin};
  People people(store, clock, std::move(options), store.line());
  const auto dana = add_person(people, "dana", Role::admin);
  const auto secret = sign_in(people, dana);
  const auto actor = people.directory().of_session(secret, "", clock.now());
  REQUIRE(actor);
  CHECK(actor->may(Right::signed_in));
  CHECK_FALSE(actor->may(Right::read));
  must_change<std::string>(people, [&](Draft& draft) {
    draft.by = *actor;
    return begin_totp(draft);
  });
  const auto sealed = people.directory().user(dana.id)->totp_begun;
  const auto seed = people.directory().seeds().open(sealed, dana.id).value_or("");
  must_change<std::vector<std::string>>(people, [&](Draft& draft) {
    draft.by = *actor;
    return confirm_totp(draft, totp_code(seed, totp_step(clock.now())));
  });
  CHECK(people.directory().of_session(secret, "", clock.now())->may(Right::administer));
}

TEST_CASE("an invitation works once, and sets a password that is worth one", "[session]") {
  Accounts running;
  const auto admin = sign_in(running.people(), running.dana);
  const auto made = running.send("POST", "/api/v1/users",
                                 R"({"login":"ann","name":"Ann","role":"lead"})", as(admin));
  REQUIRE(status_of(made) == 201);
  const auto token = between(body_of(made), "/#/invite/", "\"");
  CHECK(token.size() == 43);
  const auto use = [&](const std::string& password) {
    return status_of(
        running.send("POST", "/api/v1/session/invite",
                     R"({"token":")" + token + R"(","password":")" + password + "\"}"));
  };
  CHECK(status_of(running.sign("ann", good_password)) == 401);
  for (const char* weak :
       {"short", "aaaaaaaaaaaaaa", "123456789012", "password1234", "annannannann"})
    CHECK(use(weak) == 422);
  CHECK(use(good_password) == 204);
  CHECK(use(good_password) == 404);
  CHECK(status_of(running.sign("ann", good_password)) == 200);
  CHECK(status_of(running.send("POST", "/api/v1/users", R"({"login":"ann"})", as(admin))) == 409);
}

TEST_CASE("a new password ends one's other sessions and renews this one", "[session]") {
  Accounts running;
  const auto here = sign_in(running.people(), running.dana);
  const auto there = sign_in(running.people(), running.dana);
  const auto change = [&](const std::string& old, const std::string& fresh) {
    return running.send("POST", "/api/v1/session/password",
                        R"({"old":")" + old + R"(","new":")" + fresh + "\"}", as(here));
  };
  CHECK(status_of(change("wrong wrong wrong", "otter tunnel brass")) == 422);
  const auto changed = change(good_password, "otter tunnel brass");
  REQUIRE(status_of(changed) == 200);
  const auto renewed = Accounts::secret_in(changed);
  CHECK(status_of(running.get("/api/v1/session", as(renewed))) == 200);
  CHECK(status_of(running.get("/api/v1/session", as(here))) == 401);
  CHECK(status_of(running.get("/api/v1/session", as(there))) == 401);
  CHECK(status_of(running.sign("dana", good_password)) == 401);
  CHECK(status_of(running.sign("dana", "otter tunnel brass")) == 200);
}

TEST_CASE("the last admin stays, and sessions are ended by their owner or an admin", "[session]") {
  Accounts running;
  const auto admin = sign_in(running.people(), running.dana);
  const auto ann = add_person(running.people(), "ann", Role::agent);
  const auto hers = sign_in(running.people(), ann);
  for (const char* change : {R"({"role":"agent"})", R"({"disabled":true})"})
    CHECK(status_of(running.send("PATCH", "/api/v1/users/" + running.dana.id, change, as(admin))) ==
          409);
  const auto own =
      between(body_of(running.get("/api/v1/sessions", as(admin))), R"("session":")", "\"");
  CHECK(status_of(running.send("DELETE", "/api/v1/sessions/" + own, "", as(hers))) == 404);
  const auto list = body_of(running.get("/api/v1/sessions?user=all", as(hers)));
  CHECK_FALSE(holds(list, own));
  const auto of_ann = between(list, R"("session":")", "\"");
  CHECK(status_of(running.send("DELETE", "/api/v1/sessions/" + of_ann, "", as(admin))) == 204);
  CHECK(status_of(running.get("/api/v1/session", as(hers))) == 401);
  const auto names = body_of(running.get("/api/v1/users", as(sign_in(running.people(), ann))));
  CHECK(holds(names, "ann's name"));
  CHECK_FALSE(holds(names, "\"login\""));
}

TEST_CASE("what could not be kept did not happen", "[session]") {
  Accounts running;
  const auto admin = sign_in(running.people(), running.dana);
  running.engine.accounts.fail(true);
  CHECK(status_of(running.sign("dana", good_password)) == 503);
  CHECK(status_of(running.send("POST", "/api/v1/users", R"({"login":"ann"})", as(admin))) == 503);
  CHECK_FALSE(running.people().directory().user_with_login("ann"));
  CHECK(status_of(running.send("DELETE", "/api/v1/session", "", as(admin))) == 503);
  CHECK(status_of(running.get("/api/v1/session", as(admin))) == 200);
}

TEST_CASE("a token is shown once, and the log pages backwards", "[session]") {
  Accounts running;
  const auto admin = sign_in(running.people(), running.dana);
  const auto made =
      running.send("POST", "/api/v1/tokens", R"({"name":"ci","scopes":["ingest"]})", as(admin));
  REQUIRE(status_of(made) == 201);
  const auto token = between(body_of(made), R"("token":")", "\"");
  CHECK(has_form_of_api_token(token));
  CHECK(status_of(running.send("POST", "/api/v1/posts", "[]", bearer(token))) == 200);
  const auto list = body_of(running.get("/api/v1/tokens", as(admin)));
  CHECK_FALSE(holds(list, "tcsn_"));
  CHECK(holds(list, "\"last_used\""));
  CHECK(status_of(running.send("POST", "/api/v1/tokens", R"({"name":"x","scopes":[]})",
                               as(admin))) == 422);
  CHECK(status_of(running.send("POST", "/api/v1/tokens", R"({"name":"x","scopes":["all"]})",
                               as(admin))) == 400);
  const auto page = body_of(running.get("/api/v1/audit?limit=2", as(admin)));
  CHECK(holds(page, "token.add"));
  const auto next = between(page, R"("next":")", "\"");
  CHECK(holds(running.get("/api/v1/audit?cursor=" + next, as(admin)), "user.add"));
}

}  // namespace
}  // namespace tocsin::test
