#pragma once
#include <chrono>
#include <string>

#include "connectors/jetstream_source.h"
#include "tests/connectors/fake_jetstream.h"
#include "tests/connectors/source_fakes.h"

namespace tocsin::fakes {

inline constexpr std::int64_t first_time_us = 1'700'000'000'000'000;

/// The n-th post of a made-up account; each a second after the one before.
inline std::string event(int n) {
  return R"({"did":"did:plc:made","time_us":)" + std::to_string(first_time_us + n * 1'000'000LL) +
         R"(,"kind":"commit","commit":{"rev":"r)" + std::to_string(n) +
         R"(","operation":"create","collection":"app.bsky.feed.post","rkey":"k)" +
         std::to_string(n) + R"(","record":{"text":"post )" + std::to_string(n) + R"("}}})";
}

inline void send_events(FakeJetstream::Peer& peer, int from, int to) {
  for (int n = from; n < to; ++n) peer.text(event(n));
}

inline std::vector<std::string> events(int from, int to) {
  std::vector<std::string> out;
  for (int n = from; n < to; ++n) out.push_back(event(n));
  return out;
}

/// A source and what it tells, with waits so short that no test sleeps.
struct Rig {
  explicit Rig(std::vector<std::string> hosts) {
    options.name = "bsky";
    options.hosts = std::move(hosts);
    options.wait_first = std::chrono::milliseconds(1);
    options.wait_most = std::chrono::milliseconds(5);
    options.refused_wait = std::chrono::minutes(10);
  }
  JetstreamSource& start(std::string cursor = {}) {
    source = std::make_unique<JetstreamSource>(options, clock, [] { return 0.5; });
    running = std::make_unique<RunningSource>(*source, intake, news, std::move(cursor));
    return *source;
  }
  SourceStatus stop() {
    running->stop();
    return source->status();
  }
  JetstreamOptions options;
  SystemClock clock;
  KeepingIntake intake;
  KeepingNews news;
  std::unique_ptr<JetstreamSource> source;
  std::unique_ptr<RunningSource> running;
};

}  // namespace tocsin::fakes
