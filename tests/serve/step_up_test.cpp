#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "engine/people/people_store.h"
#include "engine/people/totp.h"
#include "engine/serve/routes.h"
#include "tests/serve/people_fixture.h"

namespace tocsin::test {
namespace {

using namespace std::chrono_literals;

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string new_cookie(const std::string& answer) {
  constexpr std::string_view begin = "Set-Cookie: tocsin=";
  const auto at = answer.find(begin);
  if (at == std::string::npos) return {};
  return answer.substr(at + begin.size(), answer.find(';', at) - at - begin.size());
}

/// An admin whose session began six minutes ago.
struct LeftOpen : RunningServer {
  LeftOpen() {
    dana = add_person(people(), "dana", Role::admin);
    secret = sign_in(people(), dana);
    engine.wall.advance(6min);
  }
  People& people() { return engine.everybody; }
  std::string step_up(const std::string& body) const {
    return send("POST", "/api/v1/session/step-up", body, as(secret));
  }
  std::string step_up_with(const char* password) const {
    return step_up(std::string(R"({"password":")") + password + "\"}");
  }
  std::vector<std::string> noted() {
    std::vector<std::string> actions;
    for (const auto& line : people().store().audit(0, 50))
      actions.push_back(line.entry.action + " " + line.entry.detail);
    return actions;
  }
  User dana;
  std::string secret;
};

struct Ask {
  const char* method;
  std::string target;
  const char* body;
};

std::vector<Ask> dangerous(const User& user) {
  return {{"POST", "/api/v1/users", R"({"login":"eve","role":"admin"})"},
          {"PATCH", "/api/v1/users/" + user.id, R"({"name":"Dana"})"},
          {"POST", "/api/v1/users/" + user.id + "/reset", "{}"},
          {"POST", "/api/v1/tokens", R"({"name":"x","scopes":["read"]})"},
          {"POST", "/api/v1/session/totp", ""},
          {"GET", "/api/v1/alerts.csv", ""},
          {"GET", "/api/v1/alerts.ndjson", ""},
          {"GET", "/api/v1/cases.csv", ""},
          {"GET", "/api/v1/cases.ndjson", ""}};
}

TEST_CASE("a page left open may not do what its owner would have to prove", "[step-up]") {
  LeftOpen running;
  std::size_t proved = 0;
  for (const auto& route : serve::routes()) proved += route.proved ? 1 : 0;
  CHECK(proved == dangerous(running.dana).size());
  for (const auto& ask : dangerous(running.dana)) {
    INFO(ask.method << ' ' << ask.target);
    const auto answer = running.send(ask.method, ask.target, ask.body, as(running.secret));
    CHECK(status_of(answer) == 403);
    CHECK(holds(body_of(answer), R"("code":"step-up")"));
    CHECK(holds(body_of(answer), R"("step_up":true)"));
  }
  CHECK(running.people().directory().user_count() == 1);
  // What is read and worked on goes on.
  CHECK(status_of(running.get("/api/v1/alerts", as(running.secret))) == 200);
  CHECK(status_of(running.get("/api/v1/users", as(running.secret))) == 200);
}

TEST_CASE("with the password it may, for five minutes, and the cookie is another", "[step-up]") {
  LeftOpen running;
  const auto answer = running.step_up_with(good_password);
  REQUIRE(status_of(answer) == 200);
  CHECK(holds(body_of(answer), R"("proved_until":")"));
  const auto renewed = new_cookie(answer);
  CHECK(renewed.size() == 43);
  CHECK(status_of(running.get("/api/v1/alerts", as(running.secret))) == 401);
  for (const auto& ask : dangerous(running.dana)) {
    INFO(ask.method << ' ' << ask.target);
    CHECK(status_of(running.send(ask.method, ask.target, ask.body, as(renewed))) < 300);
  }
  CHECK(status_of(running.get("/api/v1/alerts.csv?brand=acme", as(renewed))) == 200);
  const auto line = running.people().store().audit(0, 1).at(0).entry;
  CHECK(line.action + ' ' + line.target + ' ' + line.detail ==
        "export /api/v1/alerts.csv brand=acme");
  const auto noted = running.noted();
  CHECK(std::ranges::find(noted, "session.step-up dana by password") != noted.end());
  running.engine.wall.advance(5min);
  CHECK(status_of(running.get("/api/v1/alerts.csv", as(renewed))) == 403);
}

TEST_CASE("wrong passwords prove nothing, are noted, and are throttled as at sign-in",
          "[step-up]") {
  LeftOpen running;
  for (int i = 0; i < bounds::failures_of_account; ++i) {
    const auto answer = running.step_up_with("wrong wrong wrong");
    CHECK(status_of(answer) == 422);  // 401 would say that the session is gone
    CHECK(new_cookie(answer).empty());
  }
  CHECK(status_of(running.step_up_with(good_password)) == 429);
  CHECK(status_of(running.get("/api/v1/alerts.csv", as(running.secret))) == 403);
  const auto noted = running.noted();
  CHECK(std::ranges::count(noted, "session.step-up-refused dana") == bounds::failures_of_account);
}

TEST_CASE("one thing is given, and a person's session is what it is for", "[step-up]") {
  LeftOpen running;
  for (const char* body : {"{}", R"({"password":"x","code":"y"})", R"({"pass":"x"})", "[]"})
    CHECK(status_of(running.step_up(body)) == 400);
  CHECK(status_of(running.step_up(R"({"code":"123456"})")) == 409);
  const auto token = make_token(running.people(), {Right::administer, Right::read});
  CHECK(status_of(running.send("POST", "/api/v1/session/step-up", R"({"password":"x"})",
                               bearer(token))) == 403);
  // A token proves itself each time: it has its scopes, and no page.
  CHECK(status_of(running.get("/api/v1/alerts.csv", bearer(token))) == 200);
  const RunningServer nobody;
  CHECK(status_of(nobody.send("POST", "/api/v1/session/step-up", R"({"password":"x"})")) == 409);
  CHECK(status_of(nobody.get("/api/v1/alerts.csv")) == 200);
}

TEST_CASE("a code proves as well, once", "[step-up]") {
  LeftOpen running;
  auto user = *running.people().directory().user(running.dana.id);
  const auto seed = new_totp_seed();
  user.totp_seed = seed;  // as a store has it from before seeds were sealed
  must_change<bool>(running.people(), [&](Draft& draft) -> std::expected<bool, Refusal> {
    draft.changes.users.push_back(user);
    return true;
  });
  const auto code = totp_code(seed, totp_step(running.engine.wall.now()));
  const auto body = R"({"code":")" + code + "\"}";
  const auto answer = running.step_up(body);
  REQUIRE(status_of(answer) == 200);
  running.secret = new_cookie(answer);
  CHECK(status_of(running.step_up(body)) == 422);
  const auto& directory = running.people().directory();
  const auto sealed = directory.user(running.dana.id)->totp_seed;
  CHECK(SeedBox::is_sealed(sealed));
  CHECK(directory.seeds().open(sealed, running.dana.id) == seed);
  CHECK(status_of(running.get("/api/v1/alerts.csv", as(running.secret))) == 200);
}

TEST_CASE("what creates is done once for a key, and the key stands for one body", "[idempotency]") {
  LeftOpen running;
  running.secret = new_cookie(running.step_up_with(good_password));
  const auto with = [&](const char* key) {
    return as(running.secret) + "Idempotency-Key: " + key + "\r\n";
  };
  const auto& directory = running.people().directory();
  const std::vector<Ask> asks{{"POST", "/api/v1/users", R"({"login":"eve"})"},
                              {"POST", "/api/v1/users/" + running.dana.id + "/reset", ""},
                              {"POST", "/api/v1/tokens", R"({"name":"x","scopes":["read"]})"}};
  for (const auto& ask : asks) {
    INFO(ask.target);
    const auto first = running.send(ask.method, ask.target, ask.body, with("k1"));
    CHECK(status_of(first) < 300);
    const auto again = running.send(ask.method, ask.target, ask.body, with("k1"));
    CHECK(body_of(again) == body_of(first));
    CHECK(status_of(again) == status_of(first));
    const auto other = running.send(ask.method, ask.target, R"({"name":"other"})", with("k1"));
    CHECK(status_of(other) == 422);
    CHECK(holds(other, R"("code":"other-body")"));
  }
  CHECK(directory.user_count() == 2);
  CHECK(directory.tokens().size() == 1);
  // One that came to nothing may be sent again, mended or not.
  CHECK(status_of(running.send("POST", "/api/v1/users", R"({"login":"É"})", with("k2"))) == 422);
  CHECK(status_of(running.send("POST", "/api/v1/users", R"({"login":"zoe"})", with("k2"))) == 201);
  // Another person's key is another key.
  const auto zoe = add_person(running.people(), "zed", Role::admin);
  const auto hers = sign_in(running.people(), zoe);
  CHECK(status_of(running.send("POST", "/api/v1/tokens", R"({"name":"y","scopes":["read"]})",
                               as(hers) + "Idempotency-Key: k1\r\n")) == 201);
  const std::string longest(200, 'k');
  CHECK(status_of(running.send("POST", "/api/v1/users", R"({"login":"a"})",
                               with((longest + "k").c_str()))) == 400);
}

TEST_CASE("a token that was made before a restart is not made again for its key", "[idempotency]") {
  LeftOpen running;
  auto& people = running.people();
  const auto make = [&] {
    NewToken wanted{.id = id_of("t_", "u_1 POST /api/v1/tokens k1"),
                    .name = "x",
                    .scopes = {Right::read},
                    .expires = {},
                    .owner = {},
                    .hash = hash_of_secret(new_api_token())};
    return must_change<ApiToken>(people, [&](Draft& draft) { return add_token(draft, wanted); });
  };
  const auto token = make();
  CHECK_THROWS_AS(make(), std::runtime_error);
  CHECK(people.directory().tokens().size() == 1);
  must_change<bool>(people, [&](Draft& draft) -> std::expected<bool, Refusal> {
    if (auto gone = revoke_token(draft, token.id); !gone) return std::unexpected(gone.error());
    return true;
  });
  CHECK(make().id == token.id);
}

}  // namespace
}  // namespace tocsin::test
