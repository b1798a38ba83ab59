#include "engine/serve/routes.h"

#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <simdjson.h>

#include "engine/serve/assets.h"
#include "engine/serve/standing_fields.h"
#include "tests/serve/running_server.h"
#include "tests/serve/samples.h"
#include "tests/storage/store_fixture.h"

namespace tocsin::test {
namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// A server that knows one alert in one case.
struct Furnished : RunningServer {
  Furnished() {
    const auto post = sample_post("p1", "leaving");
    engine.kept.put(post);
    alert = sample_alert(post);
    engine.kept.tell(EventKind::alert_raised, alert);
    Case one;
    one.id = alert.owner_case;
    one.brand = "acme";
    one.source = "demo";
    one.posts = {alert.post};
    one.alert = alert.id;
    one.alert_count = 1;
    engine.kept.put(one);
    AuthorState author;
    author.source = "demo";
    author.id = "complaint";
    engine.kept.put(author);
    SourceStatus source;
    source.name = "bluesky-main";
    source.kind = "jetstream";
    source.state = SourceState::connected;
    source.frames = 12;
    source.gaps = {{instant_from_us(1), instant_from_us(2), "cut"}};
    engine.heard = {source};
  }
  std::string target(std::string path) const {
    const auto put = [&](std::string_view name, const std::string& value) {
      if (const auto at = path.find(name); at != std::string::npos)
        path.replace(at, name.size(), value);
    };
    put("{file}", "index.html");
    put("{pack}", "core");
    put("{platform}", "demo");
    put("{id}", path.find("cases") != std::string::npos    ? to_string(alert.owner_case)
                : path.find("alerts") != std::string::npos ? to_string(alert.id)
                                                           : "complaint");
    return path;
  }
  Alert alert;
};

TEST_CASE("every route, and every error, carries the standing header fields", "[routes]") {
  const Furnished running;
  std::vector<std::string> answers;
  for (const auto& route : serve::routes()) {
    const auto target = running.target(std::string(route.path));
    INFO(target);
    const auto answer =
        running.send(std::string(route.method), target, route.body_most > 0 ? "{}" : "");
    CHECK(status_of(answer) >= 200);
    CHECK(status_of(answer) < 500);
    if (route.method == "GET")
      CHECK(status_of(answer) ==
            (route.operation == serve::Operation::feed || route.operation == serve::Operation::echo
                 ? 426
                 : 200));
    answers.push_back(answer);
  }
  for (const char* wrong : {"/nowhere", "/api/v1/alerts/al_x", "/api/v1/alerts?what=1",
                            "/page/none.js", "/healthz?token=x", "/%2e%2e/x", "/page/openapi.json"})
    answers.push_back(running.get(wrong));
  answers.push_back(running.get("/healthz", "Origin: http://evil.example\r\n"));
  RawClient client(running.server->port());
  answers.push_back(client.ask("NONSENSE\r\n\r\n"));
  answers.push_back(WsClient(running.server->port(), "Host: x\r\n").handshake());
  answers.push_back(WsClient(running.server->port()).handshake());
  for (const auto& answer : answers) {
    INFO(answer.substr(0, 900));
    for (const auto& [name, value] : serve::standing_fields)
      CHECK(holds(answer, std::string(name) + ": " + std::string(value) + "\r\n"));
    CHECK((holds(answer, "charset=utf-8\r\n") || status_of(answer) == 101 ||
           status_of(answer) == 204));
    CHECK((holds(answer, "Cache-Control: no-store\r\n") ||
           holds(answer, "Cache-Control: no-cache\r\n")));
  }
}

TEST_CASE("the OpenAPI document names exactly the routes that there are", "[routes]") {
  const RunningServer running;
  const simdjson::padded_string text(body_of(running.get("/api/v1/openapi.json")));
  simdjson::dom::parser parser;
  const simdjson::dom::element document = parser.parse(text);
  CHECK(std::string_view(document["openapi"]) == "3.1.0");
  std::vector<std::string> documented, served;
  for (const auto [path, methods] : simdjson::dom::object(document["paths"]))
    for (const auto [method, operation] : simdjson::dom::object(methods)) {
      std::string upper(method);
      for (char& c : upper) c = static_cast<char>(c - 32);
      documented.push_back(upper + ' ' + std::string(path));
      CHECK_FALSE(std::string_view(operation["summary"]).empty());
    }
  for (const auto& route : serve::routes())
    if (route.operation != serve::Operation::echo)  // of test builds alone
      served.push_back(std::string(route.method) + ' ' + std::string(route.path));
  std::ranges::sort(documented);
  std::ranges::sort(served);
  CHECK(documented == served);
}

struct Ask {
  const char* method = "GET";
  const char* target = "/healthz";
  const char* fields = "";
  int status = 200;
};

TEST_CASE("who asks, and from where, decides before what is asked", "[admission]") {
  const RunningServer running;
  const std::string port = std::to_string(running.server->port());
  const std::vector<Ask> asks{
      {"GET", "/healthz", "Host: localhost:PORT\r\n", 200},
      {"GET", "/healthz", "Host: LocalHost\r\n", 200},
      {"GET", "/healthz", "Host: [::1]:PORT\r\n", 200},
      {"GET", "/healthz", "Host: 127.0.0.1:9\r\n", 200},
      {"GET", "/healthz", "Host: evil.example\r\n", 421},
      {"GET", "/healthz", "Host: 127.0.0.1.evil.example\r\n", 421},
      {"GET", "/healthz", "Host: localhost:PORT@evil\r\n", 421},
      {"GET", "/healthz", "Host: localhost:\r\n", 421},
      {"GET", "/healthz", "Host: localhost:PORT\r\nOrigin: http://localhost:PORT\r\n", 200},
      {"GET", "/healthz", "Host: localhost:PORT\r\nOrigin: http://127.0.0.1:PORT\r\n", 200},
      {"GET", "/healthz", "Host: localhost:9\r\nOrigin: http://localhost:9\r\n", 200},
      {"GET", "/healthz", "Host: localhost:PORT\r\nOrigin: null\r\n", 403},
      {"GET", "/healthz", "Host: localhost:PORT\r\nOrigin: \r\n", 403},
      {"GET", "/healthz", "Host: localhost:PORT\r\nOrigin: https://localhost:PORT\r\n", 403},
      {"GET", "/healthz", "Host: localhost:PORT\r\nOrigin: http://localhost:PORT.evil\r\n", 403},
      {"GET", "/healthz", "Host: localhost:PORT\r\nOrigin: http://localhost\r\n", 403},
      {"GET", "/healthz", "Host: localhost:PORT\r\nOrigin: http://localhost:1\r\n", 403},
      {"GET", "/healthz",
       "Host: localhost:PORT\r\nOrigin: http://localhost:PORT\r\nOrigin: http://x\r\n", 403},
      {"GET", "/api/v1/alerts", "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n", 403},
      {"GET", "/api/v1/alerts", "Host: localhost\r\nSec-Fetch-Site: same-site\r\n", 403},
      {"GET", "/api/v1/alerts", "Host: localhost\r\nSec-Fetch-Site: same-origin\r\n", 200},
      {"GET", "/api/v1/alerts", "Host: localhost\r\nSec-Fetch-Site: none\r\n", 200},
      {"GET", "/", "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n", 200},
      {"GET", "/healthz?token=abc", "Host: localhost\r\n", 400},
      {"GET", "/healthz?a=b&%74oken=abc", "Host: localhost\r\n", 400},
      {"GET", "/api/v1/feed?Token=abc", "Host: localhost\r\n", 400},
      {"GET", "/healthz?a=%zz", "Host: localhost\r\n", 400},
      {"GET", "/page/..%2findex.html", "Host: localhost\r\n", 400},
      {"GET", "/page//index.html", "Host: localhost\r\n", 400},
      {"GET", "/page/%00", "Host: localhost\r\n", 400},
      {"GET", "/healthz/", "Host: localhost\r\n", 404},
      {"GET", "/api/v1/actions/x/undo", "Host: localhost\r\n", 405},
      {"OPTIONS", "/api/v1/alerts", "Host: localhost\r\n", 405},
      {"PUT", "/nowhere", "Host: localhost\r\n", 404},
      {"GET", "/metrics", "Host: localhost\r\n", 200},
  };
  for (const auto& ask : asks) {
    std::string fields = ask.fields;
    for (std::size_t at; (at = fields.find("PORT")) != std::string::npos;)
      fields.replace(at, 4, port);
    INFO(ask.method << ' ' << ask.target << ' ' << fields);
    RawClient client(running.server->port());
    const auto answer =
        client.ask(std::string(ask.method) + ' ' + ask.target + " HTTP/1.1\r\n" + fields + "\r\n");
    CHECK(status_of(answer) == ask.status);
    CHECK((ask.status != 405 || holds(answer, "Allow: ")));
    if (ask.status >= 400) CHECK(holds(answer, "\"request\":\""));
  }
}

TEST_CASE("HEAD has the fields of GET and no body", "[routes]") {
  const RunningServer running;
  RawClient client(running.server->port());
  const std::string host = " HTTP/1.1\r\nHost: " + running.host() + "\r\n\r\n";
  client.send("HEAD /healthz" + host + "GET /healthz" + host);
  const auto all = [&] {
    std::string text;
    while (!text.ends_with("{\"status\":\"up\"}\n")) {
      const auto more = client.read_response();
      if (more.empty()) break;
      text += more;
    }
    return text;
  }();
  CHECK(all.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(all.find("Content-Length: 16\r\n") != all.rfind("Content-Length: 16\r\n"));
  CHECK(all.find("{\"status\"") == all.rfind("{\"status\""));
}

std::string etag_in(const std::string& answer) {
  const auto at = answer.find("ETag: ");
  REQUIRE(at != std::string::npos);
  return answer.substr(at + 6, answer.find("\r\n", at) - at - 6);
}

TEST_CASE("the page comes with an ETag, and not twice", "[routes]") {
  const RunningServer running;
  const auto first = running.get("/");
  CHECK(holds(first, "Content-Type: text/html; charset=utf-8\r\n"));
  CHECK(holds(first, "Cache-Control: no-cache\r\n"));
  CHECK(body_of(first) == "<!doctype html>");
  CHECK(status_of(running.get("/", "If-None-Match: " + etag_in(first) + "\r\n")) == 304);
}

TEST_CASE(
    "what is named by its content is kept for good, and comes compressed to those who take it",
    "[routes]") {
  const RunningServer running;
  const auto plain = running.get("/page/app-0a1b2c3d.js");
  CHECK(holds(plain, "Cache-Control: public, max-age=31536000, immutable\r\n"));
  CHECK(holds(plain, "Vary: Accept-Encoding\r\n"));
  CHECK_FALSE(holds(plain, "Content-Encoding"));
  CHECK(body_of(plain) == "'use strict';");
  const auto packed = running.get("/page/app-0a1b2c3d.js", "Accept-Encoding: gzip, br\r\n");
  CHECK(holds(packed, "Content-Encoding: br\r\n"));
  CHECK(body_of(packed) == "packed");
  CHECK(etag_in(packed) != etag_in(plain));
}

TEST_CASE("a client says whether it takes brotli", "[routes]") {
  for (const char* yes : {"br", "gzip, br", "gzip,br;q=0.5", " br ; q=1", "br;q=0.001"})
    CHECK(serve::takes_brotli(yes));
  for (const char* no : {"", "gzip", "brotli", "br;q=0", "br; q=0.000", "*", "xbr, gzip"})
    CHECK_FALSE(serve::takes_brotli(no));
}

TEST_CASE("a console under work is served from its folder, and nothing beside it", "[routes]") {
  const TempFolder folder;
  std::ofstream(folder / "index.html") << "new";
  std::ofstream(folder / ".secret") << "secret";
  std::filesystem::create_directory(folder / "inner");
  auto options = RunningServer::quick();
  options.console_folder = folder.path();
  const RunningServer running(options);
  CHECK(body_of(running.get("/")) == "new");
  CHECK(holds(running.get("/page/index.html"), "Cache-Control: no-cache\r\n"));
  for (const char* none : {"/page/.secret", "/page/inner", "/page/app-0a1b2c3d.js"})
    CHECK(status_of(running.get(none)) == 404);
}

TEST_CASE("readiness says why not, and degraded is still ready", "[routes]") {
  RunningServer running;
  CHECK(body_of(running.get("/readyz")) ==
        "{\"ready\":true,\"status\":\"ready\",\"reasons\":[],\"degraded\":[]}\n");
  running.engine.parts.push_back({"source:bluesky", false, true, "lost 2 min ago"});
  CHECK(holds(running.get("/readyz"), "\"status\":\"degraded\""));
  running.engine.parts.push_back({"store", false, false, "the disk is full: free some space"});
  const auto answer = running.get("/readyz?verbose");
  CHECK(status_of(answer) == 503);
  CHECK(holds(answer, "the disk is full"));
  CHECK(holds(answer, "\"parts\":[{\"name\":\"store\",\"ok\":true}"));
}

TEST_CASE("alerts are filtered, paged and found by id", "[routes]") {
  RunningServer running;
  for (int i = 0; i < 5; ++i) {
    const auto post = sample_post("p" + std::to_string(i), "text");
    running.engine.kept.put(post);
    running.engine.kept.tell(EventKind::alert_raised,
                             sample_alert(post, i % 2 ? Severity::high : Severity::low));
  }
  const auto count = [&](const std::string& query) {
    const auto body = body_of(running.get("/api/v1/alerts" + query));
    std::size_t n = 0;
    for (std::size_t at = 0; (at = body.find("{\"id\":\"al_", at)) != std::string::npos; ++at) ++n;
    return n;
  };
  CHECK(count("") == 5);
  CHECK(count("?severity_min=medium") == 2);
  CHECK(count("?severity=low") == 3);
  CHECK(count("?severity=low,high&limit=2") == 2);
  CHECK(count("?brand=zenith") == 0);
  CHECK(count("?assignee=dana") == 0);
  const auto page = body_of(running.get("/api/v1/alerts?limit=2"));
  CHECK(holds(page, "\"next\":\"4\""));
  CHECK(count("?limit=3&cursor=4") == 3);
  for (const char* wrong :
       {"?severity=huge", "?limit=0", "?limit=x", "?from=yesterday", "?state=closed"})
    CHECK(status_of(running.get(std::string("/api/v1/alerts") + wrong)) == 400);
  running.engine.kept.fail_reads(true);
  CHECK(status_of(running.get("/api/v1/alerts")) == 503);
}

TEST_CASE("a case shows its posts and alerts", "[routes]") {
  const Furnished running;
  const auto body = body_of(running.get("/api/v1/cases/" + to_string(running.alert.owner_case)));
  CHECK(holds(body, "\"posts\":[{\"id\":\"p1\""));
  CHECK(holds(body, "\"alerts\":[{\"id\":\"al_"));
  CHECK(holds(running.get("/api/v1/cases"), "\"newest\":{\"id\":\"p1\""));
  CHECK(holds(running.get("/api/v1/sources"), "\"gaps\":[{\"from\":"));
  CHECK(holds(running.get("/api/v1/rules/core/complaint"), "\"limit\":\"3 per author per 2h\""));
  CHECK(holds(running.get("/api/v1/rules/core/complaint"), "\"hits\":7"));
  CHECK(status_of(running.get("/api/v1/rules/core/none")) == 404);
}

TEST_CASE("rules are listed whole, or filtered and page by page", "[routes]") {
  const Furnished running;
  const auto list = [&](const std::string& query) {
    return body_of(running.get("/api/v1/rules" + query));
  };
  const auto both = [](const std::string& body) {
    return std::pair(holds(body, "\"id\":\"core/complaint\""),
                     holds(body, "\"id\":\"telecom/churn-threat\""));
  };
  CHECK(both(list("")) == std::pair(true, true));
  CHECK(holds(list(""), "\"next\":null"));
  CHECK(both(list("?limit=1")) == std::pair(true, false));
  CHECK(holds(list("?limit=1"), "\"next\":\"core/complaint\""));
  CHECK(both(list("?limit=1&cursor=core/complaint")) == std::pair(false, true));
  CHECK(holds(list("?limit=1&cursor=core/complaint"), "\"next\":null"));
  CHECK(both(list("?pack=telecom")) == std::pair(false, true));
  CHECK(both(list("?status=live,shadow")).second);
  for (const char* wrong : {"?status=alive", "?limit=0", "?rule=core/complaint"})
    CHECK(status_of(running.get(std::string("/api/v1/rules") + wrong)) == 400);
}

TEST_CASE("a connection ends politely after its requests", "[routes]") {
  auto options = RunningServer::quick();
  options.requests_per_connection = 3;
  const RunningServer running(options);
  RawClient client(running.server->port());
  const std::string ask = "GET /healthz HTTP/1.1\r\nHost: " + running.host() + "\r\n\r\n";
  CHECK_FALSE(holds(client.ask(ask), "Connection: close"));
  CHECK_FALSE(holds(client.ask(ask), "Connection: close"));
  CHECK(holds(client.ask(ask), "Connection: close"));
  CHECK(client.closed());
}

TEST_CASE("too many connections are told so", "[routes]") {
  auto options = RunningServer::quick();
  options.connections = 2;
  const RunningServer running(options);
  const std::string ask = "GET /healthz HTTP/1.1\r\nHost: " + running.host() + "\r\n\r\n";
  RawClient first(running.server->port()), second(running.server->port());
  CHECK(status_of(first.ask(ask)) == 200);
  CHECK(status_of(second.ask(ask)) == 200);
  RawClient third(running.server->port());
  const auto refused = third.read_response();
  CHECK(status_of(refused) == 503);
  CHECK(holds(body_of(refused), "too many clients"));
  // Each refusal has its own id, in the answer, in its field, and in the log.
  const auto id_of = [](const std::string& answer) {
    const auto at = answer.find("X-Request-Id: ");
    return at == answer.npos ? std::string() : answer.substr(at + 14, 13);
  };
  const auto id = id_of(refused);
  CHECK(holds(body_of(refused), "\"request\":\"" + id + "\""));
  CHECK(id.size() == 13);
  RawClient fourth(running.server->port());
  CHECK(id_of(fourth.read_response()) != id);
}

TEST_CASE("an address beyond this machine is refused with what to do", "[server]") {
  FakeEngine engine;
  for (const char* address : {"0.0.0.0", "::", "192.0.2.1"}) {
    serve::ServeOptions options;
    options.address = address;
    const auto started = serve::Server::start(engine, options);
    REQUIRE_FALSE(started);
    CHECK(started.error().exit_code == 78);
    CHECK(holds(started.error().message, "TLS"));
  }
  const RunningServer running;
  serve::ServeOptions taken;
  taken.port = running.server->port();
  const auto started = serve::Server::start(engine, taken);
  REQUIRE_FALSE(started);
  CHECK(started.error().exit_code == 69);
  CHECK(holds(started.error().message, "in use"));
}

}  // namespace
}  // namespace tocsin::test
