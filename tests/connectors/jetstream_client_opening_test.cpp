#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "tests/connectors/jetstream_client_rig.h"

using namespace tocsin;
using namespace tocsin::fakes;
using namespace std::chrono_literals;
using Peer = FakeJetstream::Peer;

namespace {
void send_one(Peer& peer, int) {
  send_events(peer, 0, 1);
  peer.stay();
}
constexpr auto let_in = [](int) { return 101; };
}  // namespace

TEST_CASE("a server that is not ready yet is asked again", "[jetstream_client]") {
  FakeJetstream server(send_one, [](int n) { return n < 3 ? 503 : 101; });
  Rig rig({server.url()});
  rig.start();
  REQUIRE(rig.intake.wait_for_frames(1));
  CHECK(rig.stop().reconnects == 3);
  // Told once, however often it is tried.
  CHECK(rig.news.told() ==
        std::vector<std::string>{
            "lost: " + server.place() + ": answered 503 instead of the stream: said no",
            "connected"});
}

TEST_CASE("a server that refuses is left alone, and the next one is asked", "[jetstream_client]") {
  FakeJetstream refusing(send_one, [](int) { return 400; });
  FakeJetstream other(send_one);
  Rig rig({refusing.url(), other.url()});
  rig.start();
  REQUIRE(rig.intake.wait_for_frames(1));
  rig.stop();
  CHECK(refusing.targets().size() == 1);
  CHECK(rig.news.wait_for("answered 400 instead of the stream"));
}

TEST_CASE("a server that never answers is given up at the deadline", "[jetstream_client]") {
  FakeJetstream server(send_one, [](int n) { return n == 0 ? 0 : 101; });
  Rig rig({server.url()});
  rig.options.connect_deadline = 100ms;
  rig.start();
  REQUIRE(rig.intake.wait_for_frames(1));
  rig.stop();
  CHECK(rig.news.told().at(0).starts_with("lost: " + server.place() +
                                          ": the connection was not upgraded"));
}

TEST_CASE("nobody at the address is an error that says so", "[jetstream_client]") {
  std::string nobody;
  {
    const FakeJetstream gone(send_one);
    nobody = gone.url();
  }
  FakeJetstream server(send_one);
  Rig rig({nobody, server.url()});
  rig.start();
  REQUIRE(rig.intake.wait_for_frames(1));
  rig.stop();
  CHECK(rig.news.told().at(0).find("cannot be reached: Connection refused") != std::string::npos);
}

TEST_CASE("a source that only fails stops when told, while it waits and while it opens",
          "[jetstream_client]") {
  FakeJetstream silent(send_one, [](int) { return 0; });
  FakeJetstream unready(send_one, [](int) { return 503; });
  for (const auto& url : {silent.url(), unready.url()}) {
    Rig rig({url});
    rig.options.wait_first = rig.options.wait_most = 60s;
    rig.options.connect_deadline = 60s;
    rig.start();
    if (url == unready.url()) REQUIRE(rig.news.wait_for("503"));
    CHECK(rig.stop().state == SourceState::stopped);
  }
}

TEST_CASE("a source that is stopped before it runs does nothing", "[jetstream_client]") {
  FakeJetstream server(send_one);
  Rig rig({server.url()});
  JetstreamSource source(rig.options, rig.clock, [] { return 0.5; });
  source.stop();
  RunningSource(source, rig.intake, rig.news).join();
  CHECK(source.status().state == SourceState::stopped);
  CHECK(server.targets().empty());
}

TEST_CASE("TLS with a certificate that holds is heard", "[jetstream_client]") {
  const TemporaryFolder folder;
  const auto certificate = make_certificate(folder / "", {});
  FakeJetstream server(send_one, let_in, certificate);
  Rig rig({server.url()});
  rig.options.ca_file = certificate.authority;
  rig.start();
  REQUIRE(rig.intake.wait_for_frames(1));
  rig.stop();
  CHECK(rig.intake.frames() == events(0, 1));
}

TEST_CASE("a certificate that does not hold is refused by name", "[jetstream_client]") {
  struct Case {
    const char* what;
    CertificateWish wish;
    bool trusted;
    const char* why;
  };
  const Case cases[] = {
      {"wrong host", {.host = "other.example.org"}, true, "its certificate is not for localhost"},
      {"expired", {.valid_for_seconds = -3600}, true, "its certificate has expired"},
      {"self-signed", {.self_signed = true}, true, "its certificate is self-signed"},
      {"unknown authority", {}, false, "is from an authority that is not trusted here"},
  };
  for (const Case& c : cases) {
    INFO(c.what);
    const TemporaryFolder folder;
    const auto certificate = make_certificate(folder / "", c.wish);
    FakeJetstream server(send_one, let_in, certificate);
    Rig rig({server.url()});
    if (c.trusted) rig.options.ca_file = certificate.authority;
    rig.start();
    CHECK(rig.news.wait_for(c.why));
    CHECK(rig.stop().state == SourceState::stopped);
    CHECK(rig.intake.frames().empty());
    CHECK(server.targets().empty());
  }
}

TEST_CASE("a file that holds no authority is told by its name", "[jetstream_client]") {
  const TemporaryFolder folder;
  write_file(folder / "empty.pem", "");
  Rig rig({"wss://localhost:1"});
  rig.options.ca_file = folder / "empty.pem";
  rig.start();
  CHECK(rig.news.wait_for((folder / "empty.pem").string() + ": trusted certificates"));
  rig.stop();
}
