#pragma once
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "engine/feed.h"
#include "engine/serve/engine_view.h"
#include "engine/serve/options.h"

namespace tocsin::serve {

/// Why the server did not start: what to say, and the exit code (sysexits).
struct ServeError {
  int exit_code = 69;
  std::string message;
};

/// Why start() could not listen there now, with or without TLS; nothing: it could. Listens for a
/// moment.
std::optional<ServeError> trouble_listening(const std::string& address, std::uint16_t port,
                                            const TlsFiles& tls);

/// HTTP, the feed and the first page, on threads of its own.
///
/// Threads    All methods: any thread. announce() is meant for the keep thread; it only posts.
/// Ownership  Borrows the engine, which must outlive it. Whoever announces must have ended, or
///            never announce again, when it is destroyed.
/// Limits     ServeOptions, bounds.h.
/// Errors     start(): 78 for an address that needs accounts and TLS or options that make no
///            sense; 69 for a port in use.
class Server final : public FeedBell {
 public:
  /// Listens and serves from now on.
  static std::expected<std::unique_ptr<Server>, ServeError> start(EngineView& engine,
                                                                  ServeOptions options);
  ~Server() override;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Where it listens: `127.0.0.1:8420`.
  std::string address() const;
  std::uint16_t port() const;

  void announce(std::uint64_t seq) override;

  /// Reads the certificate and its key again: connections from now on are begun with them. Where
  /// they are wrong, those before stay in use; why, for a person.
  std::expected<void, std::string> reload_certificate();

  /// Takes no more connections and requests, tells the feed's clients 1001. Returns at once.
  void stop();
  /// Waits for what is under way, at most options.drain; then ends it. stop() first.
  void join();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tocsin::serve
