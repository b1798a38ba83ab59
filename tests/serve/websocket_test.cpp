#include <fstream>
#include <thread>

#include <catch2/catch_test_macros.hpp>

#include "engine/serve/routes.h"
#include "tests/places.h"
#include "tests/serve/case_text.h"
#include "tests/serve/running_server.h"
#include "tests/serve/samples.h"
#include "tests/serve/websocket_cases.h"

namespace tocsin::test {
namespace {

constexpr const char* data = TOCSIN_TESTS_DIR "/serve/data/";

bool has_echo() {
  return serve::find_route("GET", "/test/echo").route != nullptr;
}

void send(WsClient& client, const CaseFrame& frame) {
  if (!frame.by_bytes) {
    client.send(frame.bytes);
    return;
  }
  for (const char byte : frame.bytes) client.send(std::string_view(&byte, 1));
}

/// Catch2 breaks on bytes that are no text.
std::string printable(const std::string& text) {
  std::string out = text.substr(0, 80);
  for (char& c : out)
    if (c < 0x20 || c == 0x7F) c = '.';
  return out;
}

std::string shown(const std::optional<WsFrame>& frame) {
  if (!frame) return "the end";
  return "opcode " + std::to_string(frame->opcode) + ", " + std::to_string(frame->payload.size()) +
         " bytes: " + printable(frame->payload);
}

bool is_as(const std::optional<WsFrame>& came, const CaseFrame& expected) {
  if (expected.goes || !came) return expected.goes && !came;
  if (came->opcode != expected.opcode) return false;
  if (expected.holds) return came->payload.find(expected.payload) != std::string::npos;
  if (expected.opcode == 8)  // the reason is for people
    return came->payload.substr(0, 2) == expected.payload;
  return came->payload == expected.payload;
}

/// A message whole, or a control frame: fragments of what is long are ours to choose.
std::optional<WsFrame> read_whole(WsClient& client) {
  auto frame = client.read_frame();
  while (frame && !frame->fin) {
    const auto more = client.read_frame();
    if (!more || more->opcode != 0) return more;
    frame->payload += more->payload;
    frame->fin = more->fin;
  }
  return frame;
}

/// True where the connection is over.
bool check_answers(WsClient& client, const std::vector<CaseFrame>& expected) {
  for (const auto& one : expected) {
    const auto came = read_whole(client);
    INFO("expected " << one.written << ", came " << shown(came));
    CHECK(is_as(came, one));
    if (!came || came->opcode == 8) return true;
  }
  return false;
}

TEST_CASE("frames are taken, refused and answered as RFC 6455 says, section by section",
          "[websocket]") {
  if (!has_echo()) SKIP("built without TOCSIN_TEST_ENDPOINTS");
  auto options = RunningServer::quick();
  options.request_deadline = std::chrono::milliseconds(10'000);
  const RunningServer running(options);
  const auto all = websocket_cases(std::string(data) + "websocket.cases");
  REQUIRE(all.size() >= 150);
  for (const auto& one : all) {
    INFO(one.name);
    WsClient client(running.server->port(), {}, 0, one.path);
    REQUIRE(client.open());
    for (const auto& frame : one.sent) send(client, frame);
    if (!check_answers(client, one.expected)) {
      client.send_frame(8, std::string("\x03\xe8", 2));
      CHECK(client.read_close() == 1000);
    }
    CHECK(client.closed());
  }
}

struct HandshakeCase {
  std::string what;
  int status = 0;
  std::string request;
};

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

void change(Fields& fields, const std::string& change) {
  const auto is = [&](const std::string& name) {
    return [&name](const auto& field) { return lower(field.first) == lower(name); };
  };
  if (change.starts_with('-')) {
    std::erase_if(fields, is(change.substr(1)));
    return;
  }
  const bool adds = change.starts_with('+');
  const auto colon = change.find(": ");
  const auto name = change.substr(adds ? 1 : 0, colon - (adds ? 1 : 0));
  if (!adds) std::erase_if(fields, is(name));
  fields.emplace_back(name, change.substr(colon + 2));
}

std::string handshake(const std::string& path, const std::string& host, std::string changes) {
  std::string method = "GET", version = "HTTP/1.1", text;
  Fields fields{{"Host", host},
                {"Connection", "Upgrade"},
                {"Upgrade", "websocket"},
                {"Sec-WebSocket-Version", "13"},
                {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  replace_all(changes, "HOST", host);
  for (std::size_t at = 0; at < changes.size();) {
    const auto end = changes.find(";; ", at);
    const auto one = changes.substr(at, end == std::string::npos ? end : end - at);
    at = end == std::string::npos ? changes.size() : end + 3;
    if (one.starts_with("METHOD: "))
      method = one.substr(8);
    else if (one.starts_with("VERSION: "))
      version = one.substr(9);
    else if (!one.empty())
      change(fields, one);
  }
  for (const auto& [name, value] : fields) text.append(name).append(": ").append(value) += "\r\n";
  return method + ' ' + path + ' ' + version + "\r\n" + text + "\r\n";
}

std::vector<HandshakeCase> handshake_cases(const std::string& path, const std::string& host) {
  std::vector<HandshakeCase> all;
  std::ifstream file(std::string(data) + "websocket_handshake.cases");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    const auto first = line.find(" | "), second = line.find(" |", first + 3);
    all.push_back({line.substr(0, first), std::stoi(line.substr(first + 3)),
                   handshake(path, host, line.substr(std::min(second + 3, line.size())))});
  }
  return all;
}

TEST_CASE("a handshake is answered with 101, or with what is wrong with it (RFC 6455 4.2)",
          "[websocket]") {
  const RunningServer running;
  for (const char* path : {"/api/v1/feed", "/test/echo"}) {
    if (!has_echo() && std::string_view(path) == "/test/echo") continue;
    const auto all = handshake_cases(path, running.host());
    REQUIRE(all.size() >= 40);
    for (const auto& one : all) {
      INFO(path << ": " << one.what << "\n" << one.request);
      RawClient client(running.server->port());
      const auto answer = client.ask(one.request);
      INFO(answer);
      CHECK(status_of(answer) == one.status);
      if (one.status == 426) {
        CHECK(answer.find("\r\nUpgrade: websocket\r\n") != std::string::npos);
        if (one.what.find("version") != std::string::npos)
          CHECK(answer.find("\r\nSec-WebSocket-Version: 13\r\n") != std::string::npos);
      }
      if (one.status != 101) continue;
      // RFC 6455 1.3's own sample.
      CHECK(answer.find("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") !=
            std::string::npos);
      CHECK(answer.find("Sec-WebSocket-Extensions") == std::string::npos);
      CHECK(answer.find("Sec-WebSocket-Protocol") == std::string::npos);
    }
  }
}

TEST_CASE("a client that speaks before the answer is no client (RFC 6455 4.1)", "[websocket]") {
  const RunningServer running;
  RawClient client(running.server->port());
  client.send(handshake("/api/v1/feed", running.host(), "") + "\x81\x80");
  CHECK(status_of(client.read_to_end()) == 400);
}

TEST_CASE("a client that has closed its half and reads nothing is cut off", "[websocket]") {
  auto options = RunningServer::quick();
  options.no_progress = std::chrono::milliseconds(400);
  RunningServer running(options);
  WsClient client(running.server->port(), {}, 4096);
  client.send_text(R"({"type":"hello","since":0})");
  client.read_text();
  client.read_text();
  client.end_sending();
  for (int i = 0; i < 100; ++i) {
    const auto post = sample_post("p" + std::to_string(i), std::string(20'000, 'x'));
    running.engine.kept.put(post);
    running.tell(running.engine.kept.tell(EventKind::alert_raised, sample_alert(post)));
  }
  auto& clients = running.engine.counted.gauge("tocsin_feed_clients", "");
  while (clients.Value() > 0) std::this_thread::yield();
}

}  // namespace
}  // namespace tocsin::test
