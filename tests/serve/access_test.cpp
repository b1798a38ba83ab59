#include <array>
#include <map>

#include <catch2/catch_test_macros.hpp>

#include "engine/serve/feed_message.h"
#include "engine/serve/routes.h"
#include "tests/serve/people_fixture.h"

namespace tocsin::test {
namespace {

using serve::Operation;

/// Who may what, in the order of the roles: on purpose, cell by cell. A route that is not here, or
/// that is here and is none, fails: nobody adds one without deciding.
//                                                        viewer agent lead author admin
const std::map<std::string, std::array<int, role_count>> matrix{
    {"GET /", {1, 1, 1, 1, 1}},
    {"GET /page/{file}", {1, 1, 1, 1, 1}},
    {"GET /healthz", {1, 1, 1, 1, 1}},
    {"GET /readyz", {1, 1, 1, 1, 1}},
    {"GET /metrics", {1, 1, 1, 1, 1}},  // of this machine: whoever asks
    {"GET /api/v1/openapi.json", {1, 1, 1, 1, 1}},
    {"GET /api/v1/feed", {1, 1, 1, 1, 1}},
    {"POST /api/v1/posts", {0, 0, 0, 0, 1}},
    {"GET /api/v1/alerts", {1, 1, 1, 1, 1}},
    {"GET /api/v1/alerts/{id}", {1, 1, 1, 1, 1}},
    {"POST /api/v1/alerts/bulk", {0, 0, 1, 0, 1}},
    {"POST /api/v1/alerts/{id}/{action}", {0, 1, 1, 0, 1}},
    {"POST /api/v1/actions/{id}/undo", {0, 1, 1, 0, 1}},
    {"GET /api/v1/alerts.csv", {1, 1, 1, 1, 1}},
    {"GET /api/v1/alerts.ndjson", {1, 1, 1, 1, 1}},
    {"GET /api/v1/cases.csv", {1, 1, 1, 1, 1}},
    {"GET /api/v1/cases.ndjson", {1, 1, 1, 1, 1}},
    {"POST /api/v1/cases/{id}/merge", {0, 1, 1, 0, 1}},
    {"POST /api/v1/cases/{id}/split", {0, 1, 1, 0, 1}},
    {"POST /api/v1/cases/{id}/replies", {0, 1, 1, 0, 1}},
    {"PUT /api/v1/cases/{id}/replies/{reply}", {0, 1, 1, 0, 1}},
    {"POST /api/v1/cases/{id}/replies/{reply}/{step}", {0, 1, 1, 0, 1}},
    {"GET /api/v1/replies", {0, 1, 1, 0, 1}},
    {"GET /api/v1/saved-answers", {1, 1, 1, 1, 1}},
    {"POST /api/v1/saved-answers", {0, 1, 1, 0, 1}},
    {"DELETE /api/v1/saved-answers/{id}", {0, 1, 1, 0, 1}},
    {"GET /api/v1/posts", {1, 1, 1, 1, 1}},
    {"GET /api/v1/authors/{platform}/{id}", {0, 1, 1, 0, 1}},
    {"GET /api/v1/cases", {1, 1, 1, 1, 1}},
    {"GET /api/v1/cases/{id}", {1, 1, 1, 1, 1}},
    {"GET /api/v1/sources", {1, 1, 1, 1, 1}},
    {"GET /api/v1/rules", {1, 1, 1, 1, 1}},
    {"GET /api/v1/rules/{pack}/{id}", {1, 1, 1, 1, 1}},
    {"GET /api/v1/rules/profile", {1, 1, 1, 1, 1}},
    {"POST /api/v1/rules/check", {0, 0, 0, 1, 1}},
    {"POST /api/v1/rules/explain", {1, 1, 1, 1, 1}},  // a draft: author
    {"POST /api/v1/rules/backtest", {0, 0, 0, 1, 1}},
    {"POST /api/v1/rules/{pack}/{id}/status", {0, 0, 0, 1, 1}},
    {"GET /api/v1/jobs/{id}", {0, 0, 0, 1, 1}},
    {"DELETE /api/v1/jobs/{id}", {0, 0, 0, 1, 1}},
    {"GET /api/v1/packs", {1, 1, 1, 1, 1}},
    {"GET /api/v1/packs/{pack}", {1, 1, 1, 1, 1}},
    {"PUT /api/v1/packs/{pack}", {0, 0, 0, 1, 1}},
    {"GET /api/v1/packs/{pack}/versions", {1, 1, 1, 1, 1}},
    {"GET /api/v1/packs/{pack}/versions/{number}", {1, 1, 1, 1, 1}},
    {"POST /api/v1/packs/{pack}/revert", {0, 0, 0, 1, 1}},
    {"POST /csp-report", {1, 1, 1, 1, 1}},
    {"GET /api/v1/session", {1, 1, 1, 1, 1}},
    {"POST /api/v1/session", {1, 1, 1, 1, 1}},
    {"DELETE /api/v1/session", {1, 1, 1, 1, 1}},
    {"POST /api/v1/session/invite", {1, 1, 1, 1, 1}},
    {"POST /api/v1/session/step-up", {1, 1, 1, 1, 1}},
    {"POST /api/v1/session/password", {1, 1, 1, 1, 1}},
    {"POST /api/v1/session/totp", {1, 1, 1, 1, 1}},
    {"POST /api/v1/session/totp/confirm", {1, 1, 1, 1, 1}},
    {"DELETE /api/v1/session/totp", {1, 1, 1, 1, 1}},
    {"GET /api/v1/sessions", {1, 1, 1, 1, 1}},
    {"DELETE /api/v1/sessions/{id}", {1, 1, 1, 1, 1}},  // one's own
    {"GET /api/v1/users", {0, 1, 1, 0, 1}},
    {"POST /api/v1/users", {0, 0, 0, 0, 1}},
    {"PATCH /api/v1/users/{id}", {0, 0, 0, 0, 1}},
    {"POST /api/v1/users/{id}/reset", {0, 0, 0, 0, 1}},
    {"GET /api/v1/tokens", {0, 0, 0, 0, 1}},
    {"POST /api/v1/tokens", {0, 0, 0, 0, 1}},
    {"DELETE /api/v1/tokens/{id}", {0, 0, 0, 0, 1}},
    {"GET /api/v1/audit", {0, 0, 0, 0, 1}},
    {"GET /test/echo", {1, 1, 1, 1, 1}},  // of test builds
};

std::string name_of(const serve::Route& route) {
  return std::string(route.method) + ' ' + std::string(route.path);
}

bool open_to_anybody(const serve::Route& route) {
  return route.right == Right::anybody || route.open_to_loopback;
}

std::string ask(const RunningServer& running, const serve::Route& route,
                const std::string& fields) {
  return running.send(std::string(route.method), std::string(route.path),
                      route.body_most > 0 ? "{}" : "", fields);
}

bool refuses(int status) {
  return status == 401 || status == 403;
}

TEST_CASE("every role may exactly what the matrix says, route by route", "[access]") {
  RunningServer running;
  std::vector<User> users;
  for (int i = role_count - 1; i >= 0; --i)  // an admin first
    users.push_back(add_person(running.engine.everybody, std::string(name_of(static_cast<Role>(i))),
                               static_cast<Role>(i)));
  std::size_t found = 0;
  for (const auto& route : serve::routes()) {
    INFO(name_of(route));
    const auto row = matrix.find(name_of(route));
    REQUIRE(row != matrix.end());
    ++found;
    for (const auto& user : users) {
      INFO(user.login);
      const auto secret = sign_in(running.engine.everybody, user);
      const auto origin = route.operation == Operation::feed
                              ? "Origin: http://" + running.host() + "\r\n"
                              : std::string();
      // Signing in with nothing is refused as such, with 400.
      const int status = status_of(ask(running, route, as(secret) + origin));
      CHECK(refuses(status) == (row->second[static_cast<std::size_t>(user.role)] == 0));
    }
    CHECK(refuses(status_of(ask(running, route, ""))) == !open_to_anybody(route));
    CHECK(refuses(status_of(ask(running, route, as(new_secret())))) == !open_to_anybody(route));
    CHECK(refuses(status_of(ask(running, route, bearer(new_api_token())))) ==
          (route.right != Right::anybody));
  }
  const bool has_echo = serve::find_route("GET", "/test/echo").route != nullptr;
  CHECK(found + (has_echo ? 0 : 1) == matrix.size());
}

TEST_CASE("a token may what its scopes say, and no more than whoever it belongs to", "[access]") {
  RunningServer running;
  auto& people = running.engine.everybody;
  add_person(people, "root", Role::admin);
  const auto agent = add_person(people, "ann", Role::agent);
  for (int i = 0; i < right_count; ++i) {
    const auto scope = static_cast<Right>(i);
    if (scope == Right::anybody || scope == Right::signed_in) continue;
    const auto token = make_token(people, {scope});
    for (const auto& route : serve::routes()) {
      INFO(name_of(route) << " with " << name_of(scope));
      const bool open =
          route.right == Right::anybody || route.operation == serve::Operation::openapi;
      const bool may = open || route.right == scope;
      CHECK(refuses(status_of(ask(running, route, bearer(token)))) == !may);
    }
  }
  const auto hers = make_token(people, {Right::read, Right::administer}, agent.id);
  CHECK(status_of(running.get("/api/v1/alerts", bearer(hers))) == 200);
  CHECK(status_of(running.get("/api/v1/tokens", bearer(hers))) == 403);
  must_change<User>(people, [&](Draft& draft) {
    UserEdit off;
    off.disabled = true;
    return edit_user(draft, agent.id, off);
  });
  CHECK(status_of(running.get("/api/v1/alerts", bearer(hers))) == 401);
}

TEST_CASE("a message of the feed asks for a right of its own", "[access]") {
  CHECK(serve::right_of(serve::read_client_message(R"({"type":"hello"})")) == Right::read);
  CHECK(serve::right_of(serve::read_client_message("no JSON")) == Right::anybody);
  CHECK(serve::right_of(serve::read_client_message(R"({"type":"seeing"})")) == Right::read);
  CHECK(
      serve::right_of(serve::read_client_message(
          R"({"type":"do","id":"c1","action":"claim","alert":"al_00000000000000000000000000"})")) ==
      Right::work);
}

TEST_CASE("a cookie counts only where our own page sends it", "[access]") {
  RunningServer running;
  auto& people = running.engine.everybody;
  const auto dana = add_person(people, "dana", Role::admin);
  const auto secret = sign_in(people, dana);
  const std::string console = "X-Requested-With: console\r\n";
  const auto alerts = [&](const std::string& fields) {
    return status_of(running.get("/api/v1/alerts", fields));
  };
  CHECK(alerts(cookie(secret)) == 403);
  CHECK(alerts(cookie(secret) + "X-Requested-With: XMLHttpRequest\r\n") == 403);
  CHECK(alerts(cookie(secret) + console) == 200);
  CHECK(alerts("Cookie: a=b; tocsin=" + secret + "; c=d\r\n" + console) == 200);
  CHECK(alerts("Cookie: tocsin=" + secret + "; tocsin=" + secret + "\r\n" + console) == 401);
  CHECK(alerts("Cookie: __Host-tocsin=" + secret + "\r\n" + console) == 401);
  CHECK(alerts("Cookie: xtocsin=" + secret + "\r\n" + console) == 401);
  CHECK(alerts(cookie(secret + "x") + console) == 401);
  CHECK(alerts(cookie(secret) + console + "Sec-Fetch-Site: cross-site\r\n") == 403);
  CHECK(alerts(cookie(secret) + console + "Origin: http://evil.example\r\n") == 403);
  CHECK(alerts("Authorization: Basic " + secret + "\r\n" + as(secret)) == 401);
  CHECK(status_of(running.get("/api/v1/alerts?token=" + secret)) == 400);
}

TEST_CASE("while there are no users this machine is its admin, but nobody behind it is",
          "[access]") {
  RunningServer running;
  CHECK(status_of(running.get("/api/v1/audit")) == 200);
  for (const char* field : {"X-Forwarded-For: 192.0.2.7", "Forwarded: for=192.0.2.7", "Via: 1.1 p"})
    CHECK(status_of(running.get("/api/v1/alerts", std::string(field) + "\r\n")) == 403);
  add_person(running.engine.everybody, "dana", Role::admin);
  CHECK(status_of(running.get("/api/v1/alerts")) == 401);
  CHECK(status_of(running.get("/healthz")) == 200);
  CHECK(status_of(running.get("/")) == 200);
  CHECK(status_of(running.get("/metrics")) == 200);
  CHECK(status_of(running.get("/metrics", "X-Forwarded-For: 192.0.2.7\r\n")) == 401);
}

TEST_CASE("the feed takes a cookie only with an origin of ours", "[access]") {
  RunningServer running;
  auto& people = running.engine.everybody;
  const auto secret = sign_in(people, add_person(people, "dana", Role::viewer));
  const auto token = make_token(people, {Right::read});
  const auto port = running.server->port();
  const std::string ours = "Origin: http://" + running.host() + "\r\n";
  const auto opens = [&](const std::string& fields) { return WsClient(port, fields).open(); };
  CHECK(opens(cookie(secret) + ours));
  CHECK(opens(bearer(token)));
  CHECK_FALSE(opens(""));
  CHECK_FALSE(opens(ours));
  CHECK_FALSE(opens(cookie(secret)));
  for (const auto& origin :
       {std::string("http://evil.example"), std::string("null"), "https://" + running.host(),
        "http://good." + running.host(), "http://" + running.host() + ".evil.example",
        "http://" + running.host() + "0"})
    CHECK_FALSE(opens(cookie(secret) + "Origin: " + origin + "\r\n"));
}

TEST_CASE("a session has at most five feeds", "[access]") {
  RunningServer running;
  auto& people = running.engine.everybody;
  const auto secret = sign_in(people, add_person(people, "dana", Role::viewer));
  const auto fields = cookie(secret) + "Origin: http://" + running.host() + "\r\n";
  std::vector<std::unique_ptr<WsClient>> open;
  for (std::size_t i = 0; i < bounds::feeds_per_session; ++i) {
    open.push_back(std::make_unique<WsClient>(running.server->port(), fields));
    CHECK(open.back()->open());
  }
  CHECK(WsClient(running.server->port(), fields).handshake().starts_with("HTTP/1.1 429"));
}

TEST_CASE("whoever is let in no more is told so on the feed at once", "[access]") {
  RunningServer running;
  auto& people = running.engine.everybody;
  add_person(people, "root", Role::admin);
  const auto dana = add_person(people, "dana", Role::agent);
  const auto origin = "Origin: http://" + running.host() + "\r\n";
  const auto feed = [&] {
    const auto secret = sign_in(people, dana);
    auto client = std::make_unique<WsClient>(running.server->port(), cookie(secret) + origin);
    client->send_text(R"({"type":"hello"})");
    CHECK(client->read_text().find(R"("role":"agent")") != std::string::npos);
    return std::pair(std::move(client), secret);
  };
  SECTION("by signing out") {
    auto [client, secret] = feed();
    CHECK(status_of(running.send("DELETE", "/api/v1/session", "", as(secret))) == 204);
    CHECK(client->read_close() == 1008);
    CHECK(status_of(running.get("/api/v1/session", as(secret))) == 401);
  }
  SECTION("by another role, and by being disabled") {
    for (const bool disables : {false, true}) {
      auto [client, secret] = feed();
      must_change<User>(people, [&](Draft& draft) {
        UserEdit edit;
        if (disables)
          edit.disabled = true;
        else
          edit.role = Role::viewer;
        return edit_user(draft, dana.id, edit);
      });
      CHECK(client->read_close() == 1008);
      if (!disables)
        must_change<User>(people, [&](Draft& draft) {
          UserEdit back;
          back.role = Role::agent;
          return edit_user(draft, dana.id, back);
        });
    }
  }
  SECTION("by a revoked token") {
    const auto token = make_token(people, {Right::read});
    WsClient client(running.server->port(), bearer(token));
    client.send_text(R"({"type":"hello"})");
    CHECK_FALSE(client.read_text().empty());
    must_change<int>(people, [&](Draft& draft) -> std::expected<int, Refusal> {
      if (auto done = revoke_token(draft, draft.now.tokens().front().id); !done)
        return std::unexpected(done.error());
      return 1;
    });
    CHECK(client.read_close() == 1008);
  }
}

TEST_CASE("the first user ends what this machine might do without one", "[access]") {
  RunningServer running;
  WsClient client(running.server->port());
  client.send_text(R"({"type":"hello"})");
  CHECK(client.read_text().find(R"("user":"local")") != std::string::npos);
  add_person(running.engine.everybody, "dana", Role::admin);
  CHECK(client.read_close() == 1008);
}

}  // namespace
}  // namespace tocsin::test
