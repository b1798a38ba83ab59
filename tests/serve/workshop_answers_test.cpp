#include <catch2/catch_test_macros.hpp>
#include <simdjson.h>

#include "engine/serve/workshop_body.h"
#include "tests/serve/running_server.h"

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
  CHECK(read_backtest_body(R"({"packs":null,"against":"used"})")->against_used);
  CHECK(read_backtest_body(R"({"packs":["a","b"],"since":"3d"})")->packs.size() == 2);
  CHECK(read_backtest_body(R"({"packs":[1]})").error() == "packs must be a text");
  CHECK(read_backtest_body(R"({"against":"other"})").error() ==
        "against must be a list of packs' texts");
}
