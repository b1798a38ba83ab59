#include <chrono>
#include <fstream>
#include <thread>

#include <catch2/catch_test_macros.hpp>

#include "tests/places.h"
#include "tests/serve/case_text.h"
#include "tests/serve/running_server.h"

namespace tocsin::test {
namespace {

struct Case {
  std::string name;
  int status = 0;
  std::string bytes;
};

std::vector<Case> cases(const std::string& host) {
  std::vector<Case> all;
  std::ifstream file(TOCSIN_TESTS_DIR "/serve/data/smuggling.cases");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    const auto first = line.find(" | "), second = line.find(" | ", first + 3);
    Case one{line.substr(0, first), std::stoi(line.substr(first + 3)),
             unescaped(std::string_view(line).substr(second + 3))};
    replace_all(one.bytes, "HOST", host);
    replace_all(one.bytes, "LONG9000", std::string(9000, 'x'));
    std::string fields, chunks;
    for (int i = 0; i < 2000; ++i) fields += "X: y\r\n";
    for (int i = 0; i < 2000; ++i) chunks += "1;x=yz\r\n \r\n";
    replace_all(one.bytes, "FIELDS2000", fields);
    replace_all(one.bytes, "FIELDS200", fields.substr(0, 1200));
    replace_all(one.bytes, "EXTENDED2000", chunks);
    all.push_back(std::move(one));
  }
  return all;
}

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; ++at) ++n;
  return n;
}

TEST_CASE("smuggled requests are refused, closed, and never answered twice", "[smuggling]") {
  const RunningServer running;
  const auto all = cases(running.host());
  REQUIRE(all.size() >= 60);
  for (const auto& one : all) {
    INFO(one.name);
    RawClient client(running.server->port());
    REQUIRE(client.send(one.bytes));
    const std::string answer = client.read_to_end();
    INFO(answer);
    CHECK(status_of(answer) == one.status);
    CHECK(count(answer, "HTTP/1.") == 1);
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    CHECK(answer.find("\"status\":\"up\"") == std::string::npos);
  }
}

TEST_CASE("what is framed well is answered, one after another", "[smuggling]") {
  const RunningServer running;
  const std::string host = "Host: " + running.host() + "\r\n";
  RawClient client(running.server->port());
  const std::string chunked =
      "POST /api/v1/posts HTTP/1.1\r\n" + host +
      "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n";
  const std::string sized =
      "POST /api/v1/posts HTTP/1.1\r\n" + host + "Content-Length: 7\r\n\r\n{\"b\":2}";
  CHECK(body_of(client.ask(chunked + sized)) == "{\"accepted\":1,\"rejected\":[]}\n");
  CHECK(body_of(client.read_response()) == "{\"accepted\":1,\"rejected\":[]}\n");
  CHECK(status_of(client.ask("GET /healthz HTTP/1.1\r\n" + host + "\r\n")) == 200);
  CHECK(client.ask("GET /healthz HTTP/1.0\r\n" + host + "\r\n").starts_with("HTTP/1.0 200"));
  CHECK(client.closed());
  CHECK(running.engine.ingest.frames() == std::vector<std::string>{R"({"a":1})", R"({"b":2})"});
}

TEST_CASE("what frames a chunked body is bounded and counted, small chunks are not",
          "[smuggling]") {
  RunningServer running;
  const std::string head = "POST /api/v1/posts HTTP/1.1\r\nHost: " + running.host() +
                           "\r\nTransfer-Encoding: chunked\r\n\r\n";
  RawClient client(running.server->port());
  std::string small = head;
  for (int i = 0; i < 5000; ++i) small += "1\r\n \r\n";
  CHECK(status_of(client.ask(small + "7;a=b;c=\"d\"\r\n{\"a\":1}\r\n0;e\r\nX: y\r\n\r\n")) == 200);
  CHECK(running.engine.ingest.frames().size() == 1);

  auto& counted =
      running.engine.counted.counter("tocsin_http_refused_total", "", {{"code", "chunk-framing"}});
  CHECK(counted.Value() == 0);
  const auto refused = client.ask(head + "2;x=" + std::string(9000, 'x'));
  CHECK(status_of(refused) == 431);
  CHECK(body_of(refused).find("chunk extensions and trailers") != std::string::npos);
  CHECK(client.closed());
  CHECK(counted.Value() == 1);
}

TEST_CASE("a request that is not finished in time is closed", "[smuggling]") {
  auto options = RunningServer::quick();
  options.request_deadline = std::chrono::milliseconds(200);
  RunningServer running(options);
  const std::string host = "Host: " + running.host() + "\r\n";
  struct Slow {
    std::string part, counted_as;
  };
  for (const auto& [part, counted_as] :
       {Slow{"", "silent"}, Slow{"GET /heal", "slow-head"},
        Slow{"GET /healthz HTTP/1.1\r\n" + host, "slow-head"},
        Slow{"POST /api/v1/posts HTTP/1.1\r\n" + host + "Content-Length: 9\r\n\r\nx",
             "slow-body"}}) {
    CAPTURE(counted_as);
    auto& counted =
        running.engine.counted.counter("tocsin_http_refused_total", "", {{"code", counted_as}});
    const double before = counted.Value();
    RawClient client(running.server->port());
    if (!part.empty()) client.send(part);
    CHECK(client.closed());
    // The deadline ends the connection, then whoever waited for it.
    for (int ms = 0; ms < 5000 && counted.Value() == before; ++ms)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(counted.Value() == before + 1);
  }
  CHECK(running.engine.ingest.batches() == 0);
}

}  // namespace
}  // namespace tocsin::test
