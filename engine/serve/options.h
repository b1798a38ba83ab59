#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bounds.h"
#include "engine/serve/assets.h"
#include "engine/serve/tls.h"

namespace tocsin::serve {

/// How the server serves. Durations and counts have the contract's values; tests shorten them.
struct ServeOptions {
  std::string address = "127.0.0.1";  ///< another than loopback takes TLS and a user
  std::uint16_t port = 8420;          ///< 0: any free one
  std::vector<std::string> hosts;     ///< names that requests may ask for, beside loopback's own
  /// Networks of proxies, whose X-Forwarded-For and Forwarded are believed.
  std::vector<std::string> trusted_proxies;
  TlsFiles tls;                    ///< empty: plain HTTP
  std::string version = "0";       ///< for `welcome` and the OpenAPI document
  int io_threads = 2;              ///< 1–16: sockets and the feed
  int store_threads = 2;           ///< 1–16: answers that read the store
  std::string ingest_secret;       ///< X-Hub-Signature-256 is asked for, unless empty
  std::span<const Asset> console;  ///< the console's files; they outlive the server
  std::string console_folder;      ///< read from here at each request instead, unless empty

  std::size_t connections = bounds::connections;
  std::size_t connections_per_address = bounds::connections_per_address;
  int requests_per_connection = bounds::http_requests_per_connection;
  std::chrono::milliseconds request_deadline = bounds::http_request_deadline;
  std::chrono::milliseconds idle_deadline{30'000};    ///< between two requests
  std::chrono::milliseconds ingest_deadline{30'000};  ///< until 503: send it again
  std::chrono::milliseconds hello_deadline{10'000};
  std::chrono::milliseconds ping_every = bounds::ws_ping_every;
  std::chrono::milliseconds dead_after{60'000};
  std::chrono::milliseconds no_progress = bounds::ws_no_progress;
  std::chrono::milliseconds mark_every = bounds::ws_mark_every;
  std::chrono::milliseconds drain{3'000};  ///< for requests under way at stop()

  /// Told of connections, refusals and closes; never of bodies or tokens. May be called by any
  /// of the server's threads; empty: nobody listens.
  std::function<void(std::string_view line)> log;

  /// What is wrong with these, for a person; empty: nothing.
  std::string validate() const;
};

}  // namespace tocsin::serve
