#include <atomic>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <simdjson.h>

#include "engine/serve/workshop_body.h"
#include "engine/workshop/bounds.h"
#include "tests/serve/people_fixture.h"

using namespace tocsin;
using namespace tocsin::test;

namespace {

std::string send(const RunningServer& running, const std::string& method, const std::string& path,
                 const std::string& body, const std::string& fields = {}) {
  RawClient client(running.server->port());
  return client.ask(method + " /api/v1" + path + " HTTP/1.1\r\nHost: " + running.host() + "\r\n" +
                    fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}
bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a pack is put on top of what was seen, and what is wrong with it is told by place",
          "[workshop]") {
  RunningServer running;
  const auto got = running.get("/api/v1/packs/core");
  CHECK(holds(got, "ETag: \"e1\"\r\n"));
  const std::string good = R"({"text":"pack: core\nversion: 5\n","why":"more"})";
  auto answer = send(running, "PUT", "/packs/core", good, "If-Match: \"old\"\r\n");
  CHECK(status_of(answer) == 409);
  CHECK(holds(body_of(answer), R"("etag":"e1")"));
  answer =
      send(running, "PUT", "/packs/core", R"({"text":"wrong","why":"x"})", "If-Match: \"e1\"\r\n");
  CHECK(status_of(answer) == 422);
  simdjson::dom::parser parser;
  const simdjson::dom::element problem = parser.parse(body_of(answer));
  CHECK(std::string_view(problem["problems"].at(0)["file"]) == "core.yaml");
  CHECK(std::int64_t(problem["problems"].at(0)["line"]) == 3);
  CHECK(std::int64_t(problem["status"]) == 422);
  answer = send(running, "PUT", "/packs/core", good, "If-Match: \"e1\"\r\n");
  CHECK(status_of(answer) == 200);
  CHECK(running.engine.desk.said == "this machine: more");
  CHECK(status_of(running.get("/api/v1/packs/none")) == 404);
  CHECK(status_of(running.get("/api/v1/jobs/none")) == 404);
  CHECK(status_of(send(running, "DELETE", "/jobs/none", "")) == 404);
  answer = send(running, "POST", "/rules/backtest", "{}");
  CHECK(status_of(answer) == 202);
  CHECK(holds(answer, "Location: /api/v1/jobs/jb_1\r\n"));
}

TEST_CASE("what is wrong with a draft is the answer, and only authors have drafts explained",
          "[workshop]") {
  RunningServer running;
  auto answer = send(running, "POST", "/rules/check", R"({"pack":"wrong"})");
  CHECK(status_of(answer) == 200);
  CHECK(holds(body_of(answer), R"({"ok":false,"problems":[{"file":"core.yaml","line":3,"column":5,)"
                               R"("level":"error","lint":"unquoted","text":"say `x`",)"
                               R"("fix":{"says":"quote"}}],"more_problems":7,"rules":0)"));
  CHECK(holds(body_of(send(running, "POST", "/rules/check", R"({"pack":"good"})")),
              R"({"ok":true,"problems":[],"rules":2,"examples":4})"));
  const std::string text = R"({"rule":"core/a","text":"x"})";
  const std::string draft = R"({"rule":"core/a","text":"x","pack":"pack: core"})";
  CHECK(holds(body_of(send(running, "POST", "/rules/explain", text)), R"("rule":"core/a")"));
  CHECK(status_of(send(running, "POST", "/rules/explain", R"({"rule":"core/none","text":"x"})")) ==
        404);
  auto& people = running.engine.everybody;
  const auto agent = as(sign_in(people, add_person(people, "ann", Role::agent)));
  const auto author = as(sign_in(people, add_person(people, "bob", Role::rule_author)));
  CHECK(status_of(send(running, "POST", "/rules/explain", text, agent)) == 200);
  CHECK(status_of(send(running, "POST", "/rules/explain", draft, agent)) == 403);
  CHECK(status_of(send(running, "POST", "/rules/explain", draft, author)) == 200);
}

TEST_CASE("more drafts than there is room for are told when to come again", "[workshop]") {
  RunningServer running;
  constexpr std::size_t most = bounds::drafts_at_once + bounds::drafts_waiting;
  std::atomic<std::size_t> looked_at{0};
  std::atomic<std::size_t> sent_away{0};
  std::vector<std::jthread> authors;
  for (std::size_t i = 0; i < 2 * most; ++i)
    authors.emplace_back([&] {
      const auto answer = send(running, "POST", "/rules/check", R"({"pack":"slow"})");
      if (status_of(answer) == 200) ++looked_at;
      if (status_of(answer) == 429 && holds(answer, "Retry-After: 2\r\n")) ++sent_away;
    });
  authors.clear();
  CHECK(looked_at + sent_away == 2 * most);
  CHECK(looked_at >= most);
  CHECK(status_of(send(running, "POST", "/rules/check", R"({"pack":"good"})")) == 200);
}

TEST_CASE("a draft that nobody waits for any more is called off", "[workshop]") {
  RunningServer running;
  const std::string body = R"({"pack":"endless"})";
  const std::string asked = "POST /api/v1/rules/check HTTP/1.1\r\nHost: " + running.host() +
                            "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                            body;
  const auto await = [](const std::atomic<int>& count, int most) {
    for (int i = 0; i < 10'000 && count < most; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return count == most;
  };
  auto& desk = running.engine.desk;
  {
    RawClient hangs_up(running.server->port());
    REQUIRE(hangs_up.send(asked));
    REQUIRE(await(desk.looking, 1));
  }
  CHECK(await(desk.called_off, 1));
  RawClient says_no_more(running.server->port());
  REQUIRE(says_no_more.send(asked));
  REQUIRE(await(desk.looking, 2));
  says_no_more.end_sending();
  CHECK(status_of(says_no_more.read_response()) == 499);
  CHECK(desk.called_off == 2);
}

TEST_CASE("who has said all and waits is answered", "[workshop]") {
  const RunningServer running;
  for (const char* path : {"/api/v1/posts?q=x", "/api/v1/cases.csv", "/api/v1/alerts.ndjson"}) {
    INFO(path);
    RawClient client(running.server->port());
    REQUIRE(client.send("GET " + std::string(path) + " HTTP/1.1\r\nHost: " + running.host() +
                        "\r\n\r\n"));
    client.end_sending();
    CHECK(status_of(client.read_response()) == 200);
  }
}

TEST_CASE("bodies that say too little, too much or something else are refused with the reason",
          "[workshop]") {
  using namespace serve;
  CHECK(read_pack_body("{").error() == "the body must be one JSON object");
  CHECK(read_pack_body("[]").error() == "the body must be one JSON object");
  CHECK(read_pack_body(R"({"why":"x"})").error().starts_with("a pack's text is missing"));
  CHECK(read_pack_body(R"({"text":"x","why":" "})").error().starts_with("say why"));
  CHECK(read_pack_body(R"({"text":1,"why":"x"})").error() == "text must be a text");
  CHECK(read_pack_body(R"({"text":"x","whi":"x"})").error() ==
        "unknown field whi; known are text and why");
  CHECK(read_pack_body("{\"text\":\"" + std::string(300 << 10, 'x') + "\",\"why\":\"x\"}")
            .error()
            .starts_with("text has at most"));
  CHECK(
      read_pack_body("{\"text\":\"x\",\"why\":" + std::string(40, '[') + std::string(40, ']') + "}")
          .error() == "the body must be one JSON object");
  CHECK(read_revert_body(R"({"why":"x"})").error().find("missing") != std::string::npos);
  CHECK(read_revert_body(R"({"to":-1,"why":"x"})").error() == "to must be the number of a version");
  CHECK(read_status_body(R"({"status":"awake","why":"x"})").error() ==
        "status is one of draft, shadow, live, retired");
  CHECK(read_status_body(R"({"status":"live","why":"x"})")->status == RuleStatus::live);
  CHECK(read_draft_body("{}").error().starts_with("a pack's text is missing"));
  CHECK(read_draft_body(R"({"pack":"x","rule":"y"})").error() ==
        "unknown field rule; known are pack");
  CHECK(read_explain_body(R"({"text":"x"})").error().starts_with("say which rule"));
  CHECK(read_explain_body(R"({"rule":"a"})").error().starts_with("give what is to be explained"));
  CHECK(read_explain_body(R"({"rule":"a","text":"x","post":{}})")
            .error()
            .starts_with("give what is to be explained"));
  CHECK(read_explain_body(R"({"rule":"a","post":[]})").error() ==
        "post must be a post, as one JSON object");
  CHECK(read_explain_body(R"({"rule":null,"pack":"p","post":{"id": "1"}})")->post ==
        R"({"id":"1"})");
  CHECK(read_backtest_body(R"({"packs":null,"against":"used"})")->against_used);
  CHECK(read_backtest_body(R"({"packs":["a","b"],"since":"3d"})")->packs.size() == 2);
  CHECK(read_backtest_body(R"({"packs":[1]})").error() == "packs must be a text");
  CHECK(read_backtest_body(R"({"against":"other"})").error() ==
        "against must be a list of packs' texts");
}
