#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/asio/thread_pool.hpp>

#include "engine/people/people.h"
#include "engine/serve/connections.h"
#include "engine/serve/draft_room.h"
#include "engine/serve/engine_view.h"
#include "engine/serve/event_lines.h"
#include "engine/serve/feed_log.h"
#include "engine/serve/feed_seats.h"
#include "engine/serve/idempotency.h"
#include "engine/serve/ingest.h"
#include "engine/serve/options.h"
#include "engine/serve/presence.h"
#include "engine/serve/same_site.h"
#include "engine/serve/serve_metrics.h"
#include "engine/serve/trusted_proxies.h"

namespace tocsin::serve {

/// What all connections of a server share.
///
/// Threads    Every member is safe for all.
struct Serving {
  Serving(EngineView& view, ServeOptions chosen, std::uint16_t port)
      : engine(view),
        options(std::move(chosen)),
        site(port, options.hosts),
        proxies(TrustedProxies::of(options.trusted_proxies).value_or(TrustedProxies())),
        log(view.store()),
        ingest(view, options, given_up),
        connections(options.connections, options.connections_per_address),
        metrics(view.metrics()),
        store_pool(static_cast<std::size_t>(options.store_threads)) {}

  void say(Event kind, std::string_view line) { lines_.tell(kind, line); }
  std::string next_request_id();

  EngineView& engine;
  const ServeOptions options;
  const SameSite site;
  const TrustedProxies proxies;
  std::atomic<bool> stopping{false};  ///< no new request is begun
  std::atomic<bool> given_up{false};  ///< the time to drain is over
  FeedLog log;
  Ingest ingest;
  IdempotencyKeys made{bounds::created_keys};  ///< answers to what creates
  Connections connections;
  FeedSeats seats;
  Presence presence;
  ServeMetrics metrics;
  /// Answers that read the store run here: a slow read holds up no socket.
  boost::asio::thread_pool store_pool;
  /// What rule authors ask for takes seconds: one after the other, beside all else.
  boost::asio::thread_pool workshop{1};
  /// Drafts, which are checked with every pause in typing: not behind what takes longer.
  DraftRoom drafts;

 private:
  std::atomic<std::uint64_t> request_{0};
  EventLines lines_{options.log};
};

}  // namespace tocsin::serve
