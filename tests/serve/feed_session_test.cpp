#include <catch2/catch_test_macros.hpp>
#include <malloc.h>

#include "tests/serve/running_server.h"
#include "tests/serve/samples.h"

namespace tocsin::test {
namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

void raise(RunningServer& running, const std::string& id, const std::string& text = "words") {
  const auto post = sample_post(id, text);
  running.engine.kept.put(post);
  running.tell(running.engine.kept.tell(EventKind::alert_raised, sample_alert(post)));
}

constexpr std::string_view hello = R"({"type":"hello","since":0})";

TEST_CASE("events reach every client as they become durable", "[feed]") {
  RunningServer running;
  raise(running, "p1");
  WsClient a(running.server->port()), b(running.server->port());
  for (WsClient* client : {&a, &b}) {
    REQUIRE(client->open());
    client->send_text(hello);
    CHECK(holds(client->read_text(), R"("type":"welcome","seq":1)"));
    CHECK(holds(client->read_text(), R"("seq":1,)"));
    CHECK(client->read_text() == R"({"type":"live","seq":1})");
  }
  for (int i = 2; i < 50; ++i) {
    raise(running, "p" + std::to_string(i));
    for (WsClient* client : {&a, &b})
      CHECK(holds(client->read_text(), "\"type\":\"event\",\"seq\":" + std::to_string(i) + ","));
  }
}

TEST_CASE("a client that comes back with since misses nothing", "[feed]") {
  RunningServer running;
  for (int i = 0; i < 3; ++i) raise(running, "p" + std::to_string(i));
  {
    WsClient first(running.server->port());
    first.send_text(hello);
    first.read_text();
    first.read_text();
  }
  raise(running, "p3");
  WsClient again(running.server->port());
  again.send_text(R"({"type":"hello","since":3})");
  again.read_text();
  CHECK(holds(again.read_text(), R"({"type":"event","seq":4,)"));
  CHECK(again.read_text() == R"({"type":"live","seq":4})");
}

TEST_CASE("the subprotocol is echoed where offered, compression never", "[feed]") {
  const RunningServer running;
  const WsClient offered(running.server->port(),
                         "Sec-WebSocket-Protocol: chat, tocsin.v1\r\n"
                         "Sec-WebSocket-Extensions: permessage-deflate\r\n");
  CHECK(offered.open());
  CHECK(holds(offered.handshake(), "Sec-WebSocket-Protocol: tocsin.v1\r\n"));
  CHECK_FALSE(holds(offered.handshake(), "Sec-WebSocket-Extensions"));
  const WsClient plain(running.server->port());
  CHECK(plain.open());
  CHECK_FALSE(holds(plain.handshake(), "Sec-WebSocket-Protocol"));
}

TEST_CASE("a page of another site never gets as far as 101", "[feed]") {
  const RunningServer running;
  const std::string port = std::to_string(running.server->port());
  for (const std::string& origin :
       {std::string("http://evil.example"), std::string("null"),
        "http://127.0.0.1:" + port + ".evil", "http://evil127.0.0.1:" + port,
        "https://127.0.0.1:" + port, std::string("file://")})
    CHECK(status_of(WsClient(running.server->port(), "Origin: " + origin + "\r\n").handshake()) ==
          403);
  CHECK(WsClient(running.server->port(), "Origin: http://127.0.0.1:" + port + "\r\n").open());
}

TEST_CASE("fragments, pings between them and a close handshake (RFC 6455 5.4, 5.5)", "[feed]") {
  const RunningServer running;
  WsClient client(running.server->port());
  client.send_frame(1, R"({"type":"he)", false);
  client.send_frame(9, "are you there");
  client.send_frame(0, R"(llo","since")", false);
  client.send_frame(0, ":0}", true);
  const auto pong = client.read_frame();
  REQUIRE(pong);
  CHECK(pong->opcode == 10);
  CHECK(pong->payload == "are you there");
  CHECK(holds(client.read_text(), "welcome"));
  client.read_text();
  client.send_frame(8, std::string("\x03\xe8", 2));
  CHECK(client.read_close() == 1000);
  CHECK(client.closed());
}

TEST_CASE("what breaks the protocol is closed, and counted, with the code that says so", "[feed]") {
  RunningServer running;
  const auto counted = [&](int code) {
    return running.engine.counted
        .counter("tocsin_feed_closed_total", "", {{"code", std::to_string(code)}})
        .Value();
  };
  struct Broken {
    const char* what;
    int opcode;
    std::string payload;
    int code;
  };
  const std::vector<Broken> cases{
      {"too large", 1, std::string((64 << 10) + 1, ' '), 1009},
      {"not JSON", 1, "hello", 1007},
      {"not UTF-8", 1, "\"\xFF\"", 1007},
      {"binary", 2, "{}", 1003},
      {"continuation of nothing", 0, "x", 1002},
      {"reserved opcode", 3, "x", 1002},
      {"control frame too long", 9, std::string(126, 'x'), 1002},
      {"reserved close code", 8, std::string("\x03\xed", 2), 1002},
  };
  for (const auto& broken : cases) {
    INFO(broken.what);
    WsClient client(running.server->port());
    REQUIRE(client.open());
    const double before = counted(broken.code);
    client.send_frame(broken.opcode, broken.payload);
    CHECK(client.read_close() == broken.code);
    for (int ms = 0; ms < 5000 && counted(broken.code) == before; ++ms)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(counted(broken.code) == before + 1);
  }
  WsClient largest(running.server->port());
  largest.send_text(R"({"type":"hello","since":0})" + std::string((64 << 10) - 26, ' '));
  CHECK(holds(largest.read_text(), "welcome"));
}

TEST_CASE("an unmasked frame ends the connection (RFC 6455 5.1)", "[feed]") {
  const RunningServer running;
  WsClient client(running.server->port());
  client.send("\x81\x02{}");
  client.read_close();
  CHECK(client.closed());
}

TEST_CASE("the server's end is told with 1001, and nobody is waited for longer than the drain",
          "[feed]") {
  auto options = RunningServer::quick();
  options.drain = std::chrono::milliseconds(300);
  RunningServer running(options);
  WsClient polite(running.server->port()), silent(running.server->port());
  RawClient idle(running.server->port()), half(running.server->port());
  polite.send_text(hello);
  polite.read_text();
  polite.read_text();
  idle.ask("GET /healthz HTTP/1.1\r\nHost: " + running.host() + "\r\n\r\n");
  half.send("GET /heal");
  running.server->stop();
  CHECK(polite.read_close() == 1001);
  polite.send_frame(8, std::string("\x03\xe9", 2));
  CHECK(polite.closed());
  CHECK(idle.closed());
  running.server->join();
  CHECK(half.closed());
  CHECK(RawClient(running.server->port()).ask("GET /healthz HTTP/1.1\r\n\r\n").empty());
}

TEST_CASE("posts under way when the server stops are answered or refused, never left", "[feed]") {
  auto options = RunningServer::quick();
  options.drain = std::chrono::milliseconds(300);
  RunningServer running(options);
  running.engine.ingest.set(FakeIntake::Mode::silent);
  RawClient client(running.server->port());
  client.send("POST /api/v1/posts HTTP/1.1\r\nHost: " + running.host() +
              "\r\nContent-Length: 8\r\n\r\n{\"id\":1}");
  while (running.engine.ingest.batches() == 0) std::this_thread::yield();
  running.server->stop();
  running.server->join();
  const auto answer = client.read_to_end();
  CHECK((answer.empty() || status_of(answer) == 503));
}

TEST_CASE("an event that is larger than a frame may be comes in several, nothing else does",
          "[feed]") {
  RunningServer running;
  // Each byte becomes six.
  const std::string text(200'000, '\x01');
  raise(running, "p1", text);
  raise(running, "p2");
  WsClient client(running.server->port());
  client.send_text(hello);
  client.read_text();
  std::string whole;
  std::vector<int> opcodes;
  for (bool last = false; !last;) {
    const auto frame = client.read_frame();
    REQUIRE(frame);
    CHECK(frame->payload.size() <= bounds::ws_frame_bytes);
    opcodes.push_back(frame->opcode);
    whole += frame->payload;
    last = frame->fin;
  }
  CHECK(opcodes == std::vector<int>{1, 0, 0, 0, 0});
  CHECK(whole.size() > 6 * text.size());
  CHECK(holds(whole, R"("seq":1,)"));
  CHECK(whole.ends_with("}"));
  const auto next = client.read_frame();
  REQUIRE(next);
  CHECK(next->opcode == 1);
  CHECK(next->fin);
  CHECK(holds(next->payload, R"("seq":2,)"));
}

TEST_CASE("a client that never reads is closed, costs one frame, and hinders nobody", "[feed]") {
  auto options = RunningServer::quick();
  options.no_progress = std::chrono::milliseconds(400);
  RunningServer running(options);
  WsClient stuck(running.server->port(), {}, 4096), reader(running.server->port());
  stuck.send_text(hello);
  reader.send_text(hello);
  REQUIRE(holds(reader.read_text(), "welcome"));
  reader.read_text();
  const std::string text(10'000, 'x');
  for (int i = 0; i < 500; ++i) raise(running, "warm" + std::to_string(i), text);
  std::uint64_t seen = 0;
  std::size_t bytes_read = 0;
  const auto read_to = [&](std::uint64_t wanted) {
    while (seen < wanted) {
      const auto message = reader.read_text();
      if (message.empty()) break;
      bytes_read += message.size();
      for (std::size_t at = 0; (at = message.find("\"type\":\"event\"", at)) != std::string::npos;
           ++at)
        ++seen;
    }
  };
  read_to(500);
  CHECK(seen == 500);
  // Five megabytes were told. What was taken off our hands for the stuck one is in the kernel's
  // buffers, which are bounded; what is left is one message that all clients share.
  auto& frames_bytes = running.engine.counted.counter("tocsin_feed_bytes_total", "");
  CHECK(bytes_read >= 500 * text.size());
  CHECK(frames_bytes.Value() - static_cast<double>(bytes_read) < 4.0 * bounds::ws_frame_bytes);
  auto& clients = running.engine.counted.gauge("tocsin_feed_clients", "");
  while (clients.Value() > 1) std::this_thread::yield();
  CHECK(
      running.engine.counted.counter("tocsin_feed_closed_total", "", {{"code", "1013"}}).Value() ==
      1);
}

}  // namespace
}  // namespace tocsin::test
