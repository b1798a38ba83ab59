#include "engine/serve/trusted_proxies.h"

#include <fstream>

#include <catch2/catch_test_macros.hpp>

#include "engine/people/people_store.h"
#include "engine/people/throttle.h"
#include "tests/places.h"
#include "tests/serve/case_text.h"
#include "tests/serve/people_fixture.h"

namespace tocsin::test {
namespace {

using serve::TrustedProxies;

std::vector<std::string> split(std::string text, std::string_view at) {
  std::vector<std::string> parts;
  for (auto end = text.find(at); end != std::string::npos; end = text.find(at)) {
    parts.push_back(text.substr(0, end));
    text.erase(0, end + at.size());
  }
  parts.push_back(std::move(text));
  return parts;
}

TEST_CASE("who asks is the nearest that is no proxy of ours", "[proxies]") {
  const auto trusted = TrustedProxies::of({"10.0.0.0/8", "192.0.2.7", "fd00::/8", "127.0.0.1"});
  REQUIRE(trusted);
  std::ifstream file(TOCSIN_TESTS_DIR "/serve/data/proxies.cases");
  int count = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    INFO(line);
    ++count;
    replace_all(line, "| |", "|  |");
    const auto parts = split(line, " | ");
    REQUIRE(parts.size() == 4);
    std::string head = "GET / HTTP/1.1\r\nHost: x\r\n";
    if (!parts[2].empty())
      for (const auto& field : split(parts[2], ";;")) head += field + "\r\n";
    head += "\r\n";
    const auto read = serve::read_head(head);
    REQUIRE(read);
    const bool loopback = parts[1] == "127.0.0.1";
    const auto asks = trusted->who_asks({parts[1], loopback, serve::Transport::plain}, *read);
    if (!asks) {
      CHECK(asks.error().code == parts[3]);
      continue;
    }
    const bool tls = asks->transport == serve::Transport::tls;
    CHECK(asks->address + (tls ? " tls" : " plain") == parts[3]);
    CHECK_FALSE(asks->loopback);
  }
  CHECK(count >= 35);
}

TEST_CASE("networks are read, and everybody is none", "[proxies]") {
  for (const char* wrong : {"", "x", "10.0.0.0/33", "10.0.0.0/-1", "fd00::/129", "10.0.0", "a/8",
                            "0.0.0.0/0", "::/0", "10.0.0.0/8/8", " 10.0.0.1"}) {
    INFO(wrong);
    CHECK_FALSE(TrustedProxies::of({wrong}));
  }
  const auto trusted = TrustedProxies::of({"10.1.2.3/8"});
  REQUIRE(trusted);
  CHECK(trusted->trusts("10.255.0.1"));
  CHECK_FALSE(trusted->trusts("11.0.0.1"));
  CHECK_FALSE(trusted->trusts("::1"));
  CHECK_FALSE(trusted->trusts("nonsense"));
  CHECK_FALSE(TrustedProxies::of({})->trusts("127.0.0.1"));
  auto options = RunningServer::quick();
  options.trusted_proxies = {"everybody"};
  CHECK(options.validate().find("everybody") != std::string::npos);
}

TEST_CASE("IPv4 over a socket of both kinds is throttled by its own address", "[proxies]") {
  CHECK(network_of("::ffff:203.0.113.5") == "203.0.113.5");
  CHECK(network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2::9"));
  CHECK(serve::plain_address(boost::asio::ip::make_address("::ffff:127.0.0.1")) == "127.0.0.1");
}

/// A server behind a proxy on this machine.
struct Proxied : RunningServer {
  Proxied() : RunningServer(trusting()) {
    dana = add_person(engine.everybody, "dana", Role::admin);
  }
  static serve::ServeOptions trusting() {
    auto options = quick();
    options.trusted_proxies = {"127.0.0.1"};
    options.hosts = {"console.example"};
    return options;
  }
  std::string sign(const std::string& password, const std::string& fields) const {
    return send("POST", "/api/v1/session", R"({"user":"dana","password":")" + password + "\"}",
                fields);
  }
  User dana;
};

TEST_CASE("behind a proxy each client is throttled, noted and served by its own address and scheme",
          "[proxies]") {
  Proxied running;
  const std::string from = "X-Forwarded-For: 198.51.100.";
  for (int i = 0; i < bounds::failures_of_address; ++i)
    running.send("POST", "/api/v1/session",
                 R"({"user":"n)" + std::to_string(i) + R"(","password":"wrong wrong wrong"})",
                 from + "1\r\n");
  CHECK(status_of(running.sign(good_password, from + "1\r\n")) == 429);
  // What the throttled one says of itself helps it nothing; another client is not it.
  CHECK(status_of(running.sign(good_password, "X-Forwarded-For: 9.9.9.9, 198.51.100.1\r\n")) ==
        429);
  const auto answer = running.sign(good_password, from + "2\r\nX-Forwarded-Proto: https\r\n");
  REQUIRE(status_of(answer) == 200);
  CHECK(answer.find("Set-Cookie: __Host-tocsin=") != std::string::npos);
  CHECK(answer.find("; Secure") != std::string::npos);
  CHECK(answer.find("Strict-Transport-Security: ") != std::string::npos);
  const auto line = running.engine.everybody.store().audit(0, 1).at(0).entry;
  CHECK(line.action == "session.begin");
  CHECK(line.address == "198.51.100.2");
  const auto origin = [&](const std::string& scheme, const std::string& proto) {
    RawClient client(running.server->port());
    return status_of(
        client.ask("GET /healthz HTTP/1.1\r\nHost: console.example\r\nOrigin: " + scheme +
                   "://console.example\r\nX-Forwarded-For: 1.1.1.1\r\nX-Forwarded-Proto: " + proto +
                   "\r\n\r\n"));
  };
  CHECK(origin("https", "https") == 200);
  CHECK(origin("http", "http") == 200);
  CHECK(origin("http", "https") == 403);
  CHECK(origin("https", "http") == 403);
}

TEST_CASE("what is forwarded is never this machine itself", "[proxies]") {
  for (const bool trusting : {false, true}) {
    RunningServer running(trusting ? Proxied::trusting() : RunningServer::quick());
    for (const char* field : {"X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1",
                              "Via: 1.1 x", "X-Real-IP: 127.0.0.1", "X-Forwarded-Proto: https"}) {
      INFO(field << (trusting ? ", trusting" : ""));
      const std::string fields = std::string(field) + "\r\n";
      CHECK(status_of(running.get("/api/v1/alerts", fields)) == 403);
      CHECK(status_of(running.get("/metrics", fields)) == 403);
      CHECK(status_of(running.get("/healthz", fields)) == 200);
    }
    CHECK(status_of(running.get("/api/v1/alerts")) == 200);
  }
}

}  // namespace
}  // namespace tocsin::test
