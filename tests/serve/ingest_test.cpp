#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <sodium.h>

#include "engine/serve/idempotency.h"
#include "engine/serve/ingest_body.h"
#include "engine/serve/signature.h"
#include "tests/serve/running_server.h"

namespace tocsin::test {
namespace {

using serve::cut_ingest_body;

std::vector<std::string> cut(std::string body) {
  std::vector<std::string> out;
  const auto records = cut_ingest_body(body);
  if (!records) return {"refused"};
  for (const auto& record : *records)
    out.push_back(std::to_string(record.line) + ":" + std::string(record.frame));
  return out;
}

using Cut = std::vector<std::string>;

TEST_CASE("a body is cut into posts by its form", "[ingest]") {
  CHECK(cut("").empty());
  CHECK(cut(" \r\n\n").empty());
  CHECK(cut("{\"a\":1}\n{\"b\":2}\n") == Cut{"1:{\"a\":1}", "2:{\"b\":2}"});
  CHECK(cut("{\"a\":1}\r\n\r\n  {\"b\":2}") == Cut{"1:{\"a\":1}", "3:{\"b\":2}"});
  CHECK(cut("[]").empty());
  CHECK(cut("[{\"a\":[1,{\"x\":\"]\"}]}, {\"b\":2},\n 7, \"t\", [3]]") ==
        Cut{"1:{\"a\":[1,{\"x\":\"]\"}]}", "2:{\"b\":2}", "3:7", "4:\"t\"", "5:[3]"});
  CHECK(cut("{\n \"a\": 1\n}\n") == Cut{"1:{\n \"a\": 1\n}"});
  CHECK(cut("not json\n{\"b\":2}") == Cut{"1:not json", "2:{\"b\":2}"});
}

TEST_CASE("an array that breaks off is refused whole", "[ingest]") {
  CHECK(cut("[{\"a\":1}") == Cut{"refused"});
  CHECK(cut("[{\"a\":1},") == Cut{"refused"});
  CHECK(cut("[{\"a\":1}] trailing") == Cut{"refused"});
  CHECK(cut("[{\"a\":\"\xFF\"}]") == Cut{"refused"});
  CHECK(cut("[" + std::string(100'000, '[')) == Cut{"refused"});
}

TEST_CASE("posts are acknowledged with what was rejected, by line", "[ingest]") {
  const RunningServer running;
  const auto answer = running.post("{\"id\":1}\n\nbad\n{\"id\":2}\nbad too\n",
                                   "Content-Type: application/x-ndjson\r\n");
  CHECK(status_of(answer) == 200);
  CHECK(body_of(answer) ==
        "{\"accepted\":2,\"rejected\":[{\"line\":3,\"why\":\"not_json\"},{\"line\":5,\"why\":\"not_"
        "json\"}]}\n");
}

TEST_CASE("a body of many posts goes in batches, and lines are counted through", "[ingest]") {
  const RunningServer running;
  std::string body;
  for (int i = 0; i < 2000; ++i)
    body += i == 1500 ? "bad\n" : "{\"n\":" + std::to_string(i) + "}\n";
  CHECK(body_of(running.post(body)) ==
        "{\"accepted\":1999,\"rejected\":[{\"line\":1501,\"why\":\"not_json\"}]}\n");
  CHECK(running.engine.ingest.batches() == 4);
  CHECK(running.engine.ingest.frames().size() == 2000);
}

TEST_CASE("a full line, a failed store and a late answer are 503 to send again", "[ingest]") {
  auto options = RunningServer::quick();
  options.ingest_deadline = std::chrono::milliseconds(100);
  RunningServer running(options);
  for (const auto mode :
       {FakeIntake::Mode::full, FakeIntake::Mode::fail, FakeIntake::Mode::silent}) {
    running.engine.ingest.set(mode);
    const auto answer = running.post("{\"id\":1}");
    CHECK(status_of(answer) == 503);
    CHECK(answer.find("Retry-After: ") != std::string::npos);
  }
}

TEST_CASE("who waits while the store cannot be written is told at once, and may be kept yet",
          "[ingest]") {
  RunningServer running;  // with the contract's half a minute
  running.engine.ingest.set(FakeIntake::Mode::silent);
  const auto began = std::chrono::steady_clock::now();
  std::jthread fills([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    running.engine.ingest.set_writable(false);
  });
  const auto answer = running.post("{\"id\":1}");
  CHECK(status_of(answer) == 503);
  CHECK(answer.find("Retry-After: 5") != std::string::npos);
  CHECK(body_of(answer).find("\"code\":\"not-durable\"") != std::string::npos);
  CHECK(body_of(answer).find("Send it again") != std::string::npos);
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(3));
  CHECK(running.engine.ingest.frames().size() == 1);  // it was taken all the same

  running.engine.ingest.set_writable(true);
  running.engine.ingest.set(FakeIntake::Mode::answer);
  CHECK(status_of(running.post("{\"id\":1}")) == 200);
}

TEST_CASE("what is no post by its type or size is refused", "[ingest]") {
  const RunningServer running;
  const auto typed = [&](const std::string& type) {
    return status_of(running.post("{\"id\":1}", "Content-Type: " + type + "\r\n"));
  };
  CHECK(typed("application/json; charset=utf-8") == 200);
  CHECK(typed("Application/X-NDJSON") == 200);
  CHECK(typed("text/plain") == 200);
  CHECK(typed("application/x-www-form-urlencoded") == 415);
  CHECK(typed("multipart/form-data; boundary=x") == 415);
  CHECK(status_of(running.post("{\"id\":1}", "Content-Encoding: gzip\r\n")) == 415);
  CHECK(status_of(running.post(std::string(1 << 20, 'x'))) == 200);
  CHECK(status_of(running.post(std::string((1 << 20) + 1, 'x'))) == 413);
  CHECK(status_of(running.post("[{", "Content-Type: application/json\r\n")) == 400);
}

TEST_CASE("a chunked body over the bound is refused while it comes", "[ingest]") {
  const RunningServer running;
  RawClient client(running.server->port());
  std::string request = "POST /api/v1/posts HTTP/1.1\r\nHost: " + running.host() +
                        "\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 20; ++i) request += "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  client.send(request);
  CHECK(status_of(client.read_response()) == 413);
}

TEST_CASE("who sends far too much can send it all, and reads why it was refused", "[ingest]") {
  const RunningServer running;
  for (int i = 0; i < 20; ++i) {
    RawClient client(running.server->port());
    CHECK(client.send("POST /api/v1/posts HTTP/1.1\r\nHost: " + running.host() +
                      "\r\nContent-Length: 8000000\r\n\r\n" + std::string(8'000'000, 'x')));
    CHECK(status_of(client.read_response()) == 413);
  }
}

TEST_CASE("a client that asks first is told to go on", "[ingest]") {
  const RunningServer running;
  RawClient client(running.server->port());
  const auto first = client.ask("POST /api/v1/posts HTTP/1.1\r\nHost: " + running.host() +
                                "\r\nExpect: 100-continue\r\nContent-Length: 8\r\n\r\n");
  CHECK(first == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(status_of(client.ask("{\"id\":1}")) == 200);
}

TEST_CASE("the same key and body give the first answer again", "[ingest]") {
  RunningServer running;
  const std::string key = "Idempotency-Key: k1\r\n";
  const auto first = running.post("{\"id\":1}", key);
  CHECK(body_of(running.post("{\"id\":1}", key)) == body_of(first));
  CHECK(running.engine.ingest.batches() == 1);
  CHECK(status_of(running.post("{\"id\":2}", key)) == 422);
  running.engine.ingest.set(FakeIntake::Mode::full);
  CHECK(status_of(running.post("{\"id\":3}", "Idempotency-Key: k2\r\n")) == 503);
  running.engine.ingest.set(FakeIntake::Mode::answer);
  CHECK(status_of(running.post("{\"id\":3}", "Idempotency-Key: k2\r\n")) == 200);
  CHECK(status_of(running.post("{}", "Idempotency-Key: " + std::string(201, 'k') + "\r\n")) == 400);
}

TEST_CASE("keys are bounded, and one under way is not begun twice", "[ingest]") {
  serve::IdempotencyKeys keys(100);
  using Verdict = serve::IdempotencyKeys::Verdict;
  CHECK(keys.claim("a", "1").verdict == Verdict::fresh);
  CHECK(keys.claim("a", "1").verdict == Verdict::under_way);
  keys.settle("a", serve::json_response("done"));
  CHECK(keys.claim("a", "1").answer.body == "done");
  CHECK(keys.claim("b", "1").verdict == Verdict::fresh);
  keys.release("b");
  CHECK(keys.claim("b", "2").verdict == Verdict::fresh);
  for (int i = 0; i < 100; ++i) keys.claim("x" + std::to_string(i), "1");
  CHECK(keys.claim("a", "1").verdict == Verdict::fresh);  // forgotten: the oldest went
  keys.settle("a", serve::json_response(std::string(bounds::remembered_answer_bytes, 'x')));
  keys.claim("c", "1");
  keys.settle("c", serve::json_response("y"));  // no room for both
  CHECK(keys.claim("a", "1").verdict == Verdict::fresh);
  CHECK(keys.claim("c", "1").verdict == Verdict::answered);
}

TEST_CASE("with a secret, only signed posts are taken", "[ingest]") {
  auto options = RunningServer::quick();
  options.ingest_secret = "It's a Secret to Everybody";
  const RunningServer running(options);
  const std::string body = "Hello, World!";
  const std::string right =
      "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  CHECK(serve::signature_holds(right, body, options.ingest_secret));
  CHECK_FALSE(serve::signature_holds(right, body + "!", options.ingest_secret));
  CHECK_FALSE(serve::signature_holds(right.substr(7), body, options.ingest_secret));
  CHECK_FALSE(serve::signature_holds("sha256=", body, options.ingest_secret));
  CHECK_FALSE(
      serve::signature_holds("sha256=" + std::string(64, 'z'), body, options.ingest_secret));
  CHECK(status_of(running.post(body)) == 403);
  CHECK(status_of(running.post(body, "X-Hub-Signature-256: " + right + "\r\n")) == 200);
}

}  // namespace
}  // namespace tocsin::test
