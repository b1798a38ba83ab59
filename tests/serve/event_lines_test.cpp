#include "engine/serve/event_lines.h"

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "engine/serve/bounds.h"
#include "tests/serve/people_fixture.h"

namespace tocsin::test {
namespace {

using namespace std::chrono_literals;
using serve::Event;
using serve::EventLines;

TEST_CASE("a flood of one kind of line hides no other, and is counted", "[event_lines]") {
  std::vector<std::string> written;
  EventLines lines([&](std::string_view line) { written.emplace_back(line); });
  const EventLines::Time began{1h};
  for (int i = 0; i < bounds::event_lines_per_minute + 1000; ++i)
    lines.tell(Event::refused, "refused", began + 1ms * i);
  CHECK(written.size() == static_cast<std::size_t>(bounds::event_lines_per_minute));
  lines.tell(Event::fault, "fault", began + 2s);
  CHECK(written.back() == "fault");
  lines.tell(Event::refused, "again", began + 61s);
  CHECK(written.at(written.size() - 2) ==
        "left out 1000 further lines about refusals; /metrics counts them");
  CHECK(written.back() == "again");
  lines.tell(Event::refused, std::string(5000, 'x'), began + 62s);
  CHECK(written.back().size() == bounds::event_line_bytes);
  EventLines(nullptr).tell(Event::fault, "nobody listens", began);
}

TEST_CASE("who comes, goes and is kept out is written down, and nothing they sent",
          "[event_lines]") {
  std::mutex mutex;
  std::string log;
  auto options = RunningServer::quick();
  options.log = [&](std::string_view line) {
    const std::scoped_lock lock(mutex);
    log.append(line).append("\n");
  };
  {
    RunningServer running(options);
    const auto dana = add_person(running.engine.everybody, "dana", Role::viewer);
    const auto secret = sign_in(running.engine.everybody, dana);
    const auto body = [](const char* user, const char* password) {
      return R"({"user":")" + std::string(user) + R"(","password":")" + password + "\"}";
    };
    running.send("POST", "/api/v1/session", body("dana", "canary wrong password"));
    running.send("POST", "/api/v1/session", body("canary-login", "canary wrong password"));
    running.send("POST", "/api/v1/session", body("dana", good_password));
    running.get("/api/v1/alerts", bearer("tcsn_canary"));
    running.get("/api/v1/alerts", as("canary-cookie"));
    running.get("/api/v1/canary-path");
    running.get("/api/v1/alerts?token=canary-token");
    running.get("/api/v1/tokens", as(secret));
    running.get("/healthz", "Origin: http://canary.example\r\n");
    const std::string page = "http://" + running.host();
    WsClient client(running.server->port(), as(secret) + "Origin: " + page + "\r\n");
    REQUIRE(client.open());
    client.send_text(R"({"type":"canary-message"})");
    client.read_text();
    client.send_frame(8, std::string("\x03\xe8") + "canary-reason");
    client.read_close();
    auto& clients = running.engine.counted.gauge("tocsin_feed_clients", "");
    while (clients.Value() > 0) std::this_thread::yield();
    const std::vector<std::string> expected{
        "sign-in refused, from 127.0.0.1\n",
        "signed in: user " + dana.id + ", from 127.0.0.1\n",
        "token, from 127.0.0.1, request ",
        "session, from 127.0.0.1, request ",
        "right, from 127.0.0.1, request ",
        "origin, from 127.0.0.1, request ",
        "feed opened: user " + dana.id + ", from 127.0.0.1, page " + page + "\n",
        "feed closed with 1000: user " + dana.id + ", from 127.0.0.1, page " + page + "\n"};
    for (const auto& line : expected) {
      INFO(line << "\n" << log);
      CHECK(log.find(line) != std::string::npos);
    }
  }
  CHECK(log.find("canary") == std::string::npos);
  CHECK(log.find(good_password) == std::string::npos);
}

}  // namespace
}  // namespace tocsin::test
