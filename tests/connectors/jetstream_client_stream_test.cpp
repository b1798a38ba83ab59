#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "tests/connectors/decoding.h"
#include "tests/connectors/jetstream_client_rig.h"

using namespace tocsin;
using namespace tocsin::fakes;
using namespace std::chrono_literals;
using Peer = FakeJetstream::Peer;

TEST_CASE("events arrive in order, in batches with the cursor that follows them",
          "[jetstream_client]") {
  FakeJetstream server([](Peer& peer, int) {
    send_events(peer, 0, 1500);
    peer.stay();
  });
  Rig rig({server.url()});
  rig.start();
  REQUIRE(rig.intake.wait_for_frames(1500));
  const auto status = rig.stop();
  CHECK(rig.intake.frames() == events(0, 1500));
  for (const auto& batch : rig.intake.batches()) {
    CHECK(batch.wire == Wire::jetstream);
    CHECK(batch.source_name == "bsky");
    CHECK(batch.default_source == "bluesky");
    CHECK_FALSE(batch.time_is_created_at);
    CHECK(batch.cursor.source == "bsky");
    CHECK(batch.frames.size() <= bounds::batch_frames);
  }
  CHECK(rig.intake.last_cursor() == "1700001499000000@" + server.place());
  CHECK(server.targets() ==
        std::vector<std::string>{"/subscribe?wantedCollections=app.bsky.feed.post"});
  CHECK(server.host_asked() == server.place());
  CHECK(rig.news.told() == std::vector<std::string>{"connected"});
  CHECK(status.state == SourceState::stopped);
  CHECK(status.frames == 1500);
  CHECK(status.last_frame_time == instant_from_us(first_time_us + 1'499'000'000));
}

TEST_CASE("a reconnect asks for the overlap, and what comes twice is dropped and counted",
          "[jetstream_client]") {
  FakeJetstream server([](Peer& peer, int n) {
    if (n == 0) {
      send_events(peer, 0, 10);
      peer.close("server shutting down");
    } else {
      send_events(peer, 4, 20);
      peer.stay();
    }
  });
  Rig rig({server.url()});
  rig.start();
  REQUIRE(rig.intake.wait_for_frames(20));
  const auto status = rig.stop();
  CHECK(rig.intake.frames() == events(0, 20));
  CHECK(server.targets().at(1) ==
        "/subscribe?wantedCollections=app.bsky.feed.post&cursor=1700000004000000");
  CHECK(status.repeats_dropped == 6);
  CHECK(status.reconnects == 1);
  CHECK(status.gaps.empty());
  CHECK(rig.news.told() ==
        std::vector<std::string>{"connected",
                                 "lost: " + server.place() +
                                     ": the server closed the stream (1001: server shutting down)",
                                 "connected"});
}

TEST_CASE("a restart goes on from the durable cursor, further back at another instance",
          "[jetstream_client]") {
  FakeJetstream server([](Peer& peer, int) { peer.stay(); });
  for (const auto& [host, asked] : {std::pair{server.place(), "cursor=1699999995000000"},
                                    std::pair{std::string("old:1"), "cursor=1699999940000000"}}) {
    Rig rig({server.url()});
    rig.start(std::to_string(first_time_us) + '@' + host);
    REQUIRE(rig.news.wait_for("connected"));
    rig.stop();
    CHECK(server.targets().back().ends_with(asked));
  }
}

TEST_CASE("a connection that breaks inside a frame is taken up again", "[jetstream_client]") {
  FakeJetstream server([](Peer& peer, int n) {
    send_events(peer, 0, n == 0 ? 2 : 3);
    if (n == 0) peer.break_off_in_a_frame();
    peer.stay();
  });
  Rig rig({server.url()});
  rig.start();
  REQUIRE(rig.intake.wait_for_frames(3));
  rig.stop();
  CHECK(rig.intake.frames() == events(0, 3));
  CHECK(rig.news.wait_for("lost: " + server.place() + ": the connection broke"));
}

TEST_CASE("a server that pings but sends no event is left", "[jetstream_client]") {
  const TemporaryFolder folder;
  const auto certificate = make_certificate(folder / "", {});
  for (const bool tls : {false, true}) {
    FakeJetstream server(
        [](Peer& peer, int n) {
          send_events(peer, n, n + 1);
          if (n > 0) peer.stay();
          while (true) {
            peer.ping();
            std::this_thread::sleep_for(5ms);
          }
        },
        [](int) { return 101; }, tls ? std::optional(certificate) : std::nullopt);
    Rig rig({server.url()});
    rig.options.ca_file = certificate.authority;
    rig.options.silence = 100ms;
    rig.start();
    REQUIRE(rig.intake.wait_for_frames(2));
    rig.stop();
    CHECK(rig.news.told().at(1) ==
          "lost: " + server.place() + ": connected, but sent no event for 100 ms");
  }
}

TEST_CASE("a full intake stops the reading and loses nothing", "[jetstream_client]") {
  FakeJetstream server([](Peer& peer, int) {
    send_events(peer, 0, 5000);
    peer.stay();
  });
  Rig rig({server.url()});
  rig.intake.limit(1);
  // Shorter than the test's waits: silence must not count while nobody reads.
  rig.options.silence = 100ms;
  rig.start();
  REQUIRE(rig.intake.wait_for_frames(1));
  std::this_thread::sleep_for(300ms);
  CHECK(rig.news.told() == std::vector<std::string>{"connected"});
  rig.intake.limit(1'000'000);
  REQUIRE(rig.intake.wait_for_frames(5000));
  rig.stop();
  CHECK(rig.intake.frames() == events(0, 5000));
}

TEST_CASE("a source held by a full intake stops when told", "[jetstream_client]") {
  FakeJetstream server([](Peer& peer, int) {
    send_events(peer, 0, 5000);
    peer.stay();
  });
  Rig rig({server.url()});
  rig.intake.limit(0);
  rig.start();
  REQUIRE(rig.news.wait_for("connected"));
  CHECK(rig.stop().state == SourceState::stopped);
  CHECK(rig.intake.frames().empty());
}

TEST_CASE("an intake that is stopping ends the source", "[jetstream_client]") {
  FakeJetstream server([](Peer& peer, int) {
    send_events(peer, 0, 5);
    peer.stay();
  });
  Rig rig({server.url()});
  rig.intake.stop();
  rig.start();
  rig.running->join();
  CHECK(rig.source->status().state == SourceState::stopped);
}

TEST_CASE("a message over the bound goes on so far that the decoder sees it",
          "[jetstream_client]") {
  FakeJetstream server([](Peer& peer, int) {
    peer.text(std::string(bounds::frame_bytes * 3 + 7, ' '));
    peer.text(std::string(bounds::frame_bytes + 1, ' '));
    peer.text(std::string(bounds::frame_bytes, ' '));
    send_events(peer, 0, 1);
    peer.stay();
  });
  Rig rig({server.url()});
  rig.start();
  REQUIRE(rig.intake.wait_for_frames(4));
  rig.stop();
  const auto frames = rig.intake.frames();
  CHECK(frames[0].size() == bounds::frame_bytes + 1);
  CHECK(frames[1].size() == bounds::frame_bytes + 1);
  CHECK(frames[2].size() == bounds::frame_bytes);
  CHECK(frames[3] == event(0));
}

TEST_CASE("a text frame that is not UTF-8 is passed on to be rejected, and the stream goes on",
          "[jetstream_client]") {
  const TemporaryFolder folder;
  const auto certificate = make_certificate(folder / "", {});
  const std::string broken = R"({"did":"did:plc:made","time_us":1,"text":")"
                             "\xff\xc3\x28\"}";
  for (const bool tls : {false, true}) {
    FakeJetstream server(
        [&](Peer& peer, int) {
          send_events(peer, 0, 2);
          peer.text(broken);
          peer.text("\xe2\x82");
          send_events(peer, 2, 900);
          peer.stay();
        },
        [](int) { return 101; }, tls ? std::optional(certificate) : std::nullopt);
    Rig rig({server.url()});
    rig.options.ca_file = certificate.authority;
    rig.start();
    REQUIRE(rig.intake.wait_for_frames(902));
    const auto status = rig.stop();
    const auto frames = rig.intake.frames();
    CHECK(frames[1] == event(1));
    CHECK(frames[2] == broken);
    CHECK(frames[3] == "\xe2\x82");
    CHECK(frames[4] == event(2));
    CHECK(frames[901] == event(899));
    CHECK(rig.intake.last_cursor() == "1700000899000000@" + server.place());
    CHECK(rig.news.told() == std::vector<std::string>{"connected"});
    CHECK(status.reconnects == 0);
    for (const auto& frame : {frames[2], frames[3]})
      CHECK(test::decode_line(Wire::jetstream, frame).reason == RejectReason::bad_utf8);
  }
}

TEST_CASE("what the server no longer has is a gap", "[jetstream_client]") {
  FakeJetstream server([](Peer& peer, int) {
    send_events(peer, 3600, 3602);
    peer.stay();
  });
  Rig rig({server.url()});
  rig.start(std::to_string(first_time_us) + '@' + server.place());
  REQUIRE(rig.intake.wait_for_frames(2));
  const auto status = rig.stop();
  REQUIRE(status.gaps.size() == 1);
  CHECK(status.gaps[0].from == instant_from_us(first_time_us));
  CHECK(status.gaps[0].to == instant_from_us(first_time_us) + 1h);
  CHECK(rig.news.wait_for("gap: " + server.place()));
}
