#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/connectors/jetstream_client_rig.h"
#include "tests/places.h"

using namespace tocsin;
using namespace tocsin::fakes;
using namespace std::chrono_literals;

namespace {

std::filesystem::path peers() {
  const char* elsewhere = std::getenv("TOCSIN_PEERS");
  return elsewhere != nullptr ? std::filesystem::path(elsewhere)
                              : std::filesystem::path(TOCSIN_SOURCE_DIR) / "build/peers";
}

/// The real server and its simulated network, while this lives.
class RealJetstream {
 public:
  explicit RealJetstream(const std::filesystem::path& folder) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    REQUIRE(::pipe(in.data()) == 0);
    REQUIRE(::pipe(out.data()) == 0);
    const std::string script = std::string(TOCSIN_TESTS_DIR) + "/peers/jetstream.sh";
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(in[0], 0);
      ::dup2(out[1], 1);
      for (const int fd : {in[0], in[1], out[0], out[1]}) ::close(fd);
      ::execl(script.c_str(), script.c_str(), "run", folder.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    input_ = in[1];
    for (char c = 0; ::read(out[0], &c, 1) == 1 && c != '\n';) said_ += c;
    ::close(out[0]);
  }
  ~RealJetstream() {
    ::close(input_);
    ::waitpid(child_, nullptr, 0);
  }
  std::string url() const {
    REQUIRE(said_.starts_with("ready "));
    return "ws://" + said_.substr(6);
  }

 private:
  pid_t child_ = -1;
  int input_ = -1;
  std::string said_;
};

std::size_t count_of(const std::vector<std::string>& frames, std::string_view part) {
  return static_cast<std::size_t>(std::ranges::count_if(
      frames, [&](const std::string& frame) { return frame.find(part) != frame.npos; }));
}

bool holds(const std::vector<RawBatch>& batches, std::string_view frame) {
  for (const auto& batch : batches)
    for (std::size_t i = 0; i < batch.frames.size(); ++i)
      if (batch.frame(i) == frame) return true;
  return false;
}

}  // namespace

TEST_CASE("the real Jetstream server is heard, resumed and overlapped", "[jetstream_client]") {
  if (!std::filesystem::exists(peers() / "bin/jetstream") ||
      !std::filesystem::exists(peers() / "bin/simulator"))
    SKIP("the real Jetstream is not built; run tests/peers/jetstream.sh install");
  const TemporaryFolder folder;
  const RealJetstream server(folder / "peers");

  Rig live({server.url()});
  live.start();
  REQUIRE(live.intake.wait_for_frames(50));
  CHECK(live.stop().last_error.empty());
  const auto heard = live.intake.frames();
  CHECK(count_of(heard, R"("collection":"app.bsky.feed.post")") > 0);
  CHECK(count_of(heard, R"("collection":"app.bsky.feed.like")") == 0);
  const std::string cursor = live.intake.last_cursor();

  // Again from the cursor: what the overlap brings was all heard before, and nothing is missing.
  Rig again({server.url()});
  again.options.overlap = 60s;
  again.start(cursor);
  REQUIRE(
      again.intake.wait_until([&](const auto& batches) { return holds(batches, heard.back()); }));
  const auto status = again.stop();
  CHECK(status.gaps.empty());
  const auto repeated = again.intake.frames();
  for (const auto& frame : heard) CHECK(std::ranges::find(repeated, frame) != repeated.end());
  CHECK(count_of(repeated, "\"kind\"") == repeated.size());
}

TEST_CASE("the real Jetstream server's packed events are those that it sends unpacked",
          "[jetstream_client]") {
  if (!std::filesystem::exists(peers() / "bin/jetstream"))
    SKIP("the real Jetstream is not built; run tests/peers/jetstream.sh install");
  const auto dictionary = std::filesystem::path(TOCSIN_SHARED_DIR) /
                          "captures/jetstream-real-production/legacy_subscribe.zdict";
  if (!std::filesystem::exists(dictionary)) SKIP("no zstd dictionary of Jetstream's here");
  const TemporaryFolder folder;
  const RealJetstream server(folder / "peers");
  Rig plain({server.url()});
  plain.start();
  REQUIRE(plain.intake.wait_for_frames(30));
  plain.stop();
  Rig packed({server.url()});
  packed.options.dictionary = dictionary;
  packed.options.overlap = 60s;
  packed.start(plain.intake.last_cursor());
  const auto unpacked = plain.intake.frames();
  REQUIRE(packed.intake.wait_until(
      [&](const auto& batches) { return holds(batches, unpacked.back()); }));
  packed.stop();
  const auto frames = packed.intake.frames();
  for (const auto& frame : unpacked) CHECK(std::ranges::find(frames, frame) != frames.end());
}
