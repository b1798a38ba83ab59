#pragma once
#include <stdexcept>

#include "engine/serve/server.h"
#include "tests/serve/fake_engine.h"
#include "tests/serve/raw_client.h"

namespace tocsin::test {

/// A console of two files.
inline constexpr serve::Asset console[] = {
    {"app-0a1b2c3d.js", "text/javascript; charset=utf-8", "'use strict';", "packed", true},
    {"index.html", "text/html; charset=utf-8", "<!doctype html>", {}, false},
};

/// A server on a free port, over a fake engine.
struct RunningServer {
  explicit RunningServer(serve::ServeOptions options = quick()) {
    options.port = 0;
    auto started = serve::Server::start(engine, std::move(options));
    if (!started) throw std::runtime_error(started.error().message);
    server = std::move(*started);
  }
  static serve::ServeOptions quick() {
    serve::ServeOptions options;
    options.request_deadline = std::chrono::milliseconds(1500);
    options.console = console;
    return options;
  }
  std::string host() const { return "127.0.0.1:" + std::to_string(server->port()); }
  std::string get(const std::string& target, const std::string& fields = {}) const {
    RawClient client(server->port());
    return client.ask("GET " + target + " HTTP/1.1\r\nHost: " + host() + "\r\n" + fields + "\r\n");
  }
  /// Any method; a body is JSON.
  std::string send(const std::string& method, const std::string& target,
                   const std::string& body = {}, const std::string& fields = {}) const {
    RawClient client(server->port());
    std::string head = method + ' ' + target + " HTTP/1.1\r\nHost: " + host() + "\r\n" + fields;
    if (!body.empty()) head += "Content-Type: application/json\r\n";
    if (!body.empty() || method == "POST")
      head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return client.ask(head + "\r\n" + body);
  }
  std::string post(const std::string& body, const std::string& fields = {}) const {
    RawClient client(server->port());
    return client.ask("POST /api/v1/posts HTTP/1.1\r\nHost: " + host() + "\r\n" + fields +
                      "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  void tell(std::uint64_t seq) const { server->announce(seq); }

  FakeEngine engine;
  std::unique_ptr<serve::Server> server;
};

inline int status_of(const std::string& response) {
  return response.size() < 12 || !response.starts_with("HTTP/1.")
             ? 0
             : std::stoi(response.substr(9, 3));
}
inline std::string body_of(const std::string& response) {
  const auto at = response.find("\r\n\r\n");
  return at == std::string::npos ? std::string() : response.substr(at + 4);
}

}  // namespace tocsin::test
