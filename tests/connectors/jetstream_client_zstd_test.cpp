#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <zdict.h>
#include <zstd.h>

#include "connectors/jetstream_client_head.h"
#include "connectors/zstd_frames.h"
#include "tests/connectors/jetstream_client_rig.h"
#include "tests/places.h"

using namespace tocsin;
using namespace tocsin::fakes;
using Peer = FakeJetstream::Peer;

namespace {

/// A dictionary made from our own events.
std::string train(int seed) {
  std::string samples;
  std::vector<std::size_t> sizes;
  for (int n = 0; n < 2000; ++n) {
    const std::string sample = event(n * seed) + std::to_string(n * 7919 * seed);
    samples += sample;
    sizes.push_back(sample.size());
  }
  std::string dictionary(8192, '\0');
  const std::size_t size = ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(),
                                                 samples.data(), sizes.data(), 2000);
  REQUIRE_FALSE(ZDICT_isError(size));
  dictionary.resize(size);
  return dictionary;
}

/// As Jetstream packs: streaming, so that the header does not say the size.
std::string pack(std::string_view message, std::string_view dictionary) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     &ZSTD_freeCCtx);
  ZSTD_CCtx_loadDictionary(context.get(), dictionary.data(), dictionary.size());
  std::string out(ZSTD_compressBound(message.size()), '\0');
  ZSTD_outBuffer into{out.data(), out.size(), 0};
  ZSTD_inBuffer from{message.data(), message.size(), 0};
  REQUIRE(ZSTD_compressStream2(context.get(), &into, &from, ZSTD_e_flush) == 0);
  REQUIRE(ZSTD_compressStream2(context.get(), &into, &from, ZSTD_e_end) == 0);
  out.resize(into.pos);
  return out;
}

}  // namespace

TEST_CASE("packed events are heard as they were before", "[jetstream_client]") {
  const TemporaryFolder folder;
  const std::string dictionary = train(1);
  write_file(folder / "dictionary", dictionary);
  FakeJetstream server([&](Peer& peer, int) {
    for (int n = 0; n < 100; ++n) peer.binary(pack(event(n), dictionary));
    peer.stay();
  });
  Rig rig({server.url()});
  rig.options.dictionary = folder / "dictionary";
  rig.start();
  REQUIRE(rig.intake.wait_for_frames(100));
  rig.stop();
  CHECK(rig.intake.frames() == events(0, 100));
  CHECK(server.targets().at(0).ends_with("&compress=true"));
}

TEST_CASE("a damaged packed event goes to the decoder as it came, and the next is heard",
          "[jetstream_client]") {
  const TemporaryFolder folder;
  const std::string dictionary = train(1);
  write_file(folder / "dictionary", dictionary);
  std::string cut = pack(event(0), dictionary);
  cut.resize(cut.size() - 4);
  FakeJetstream server([&](Peer& peer, int) {
    peer.binary(cut);
    peer.binary(pack(event(1), dictionary));
    peer.stay();
  });
  Rig rig({server.url()});
  rig.options.dictionary = folder / "dictionary";
  rig.start();
  REQUIRE(rig.intake.wait_for_frames(2));
  rig.stop();
  CHECK(rig.intake.frames() == std::vector<std::string>{cut, event(1)});
}

TEST_CASE("another dictionary than the server's is told, and the server left alone",
          "[jetstream_client]") {
  const TemporaryFolder folder;
  write_file(folder / "dictionary", train(1));
  const std::string other = train(3);
  FakeJetstream server([&](Peer& peer, int) {
    peer.binary(pack(event(0), other));
    peer.stay();
  });
  Rig rig({server.url()});
  rig.options.dictionary = folder / "dictionary";
  rig.start();
  REQUIRE(rig.news.wait_for("another zstd dictionary than"));
  rig.stop();
  CHECK(rig.intake.frames().empty());
}

TEST_CASE("a dictionary that cannot be used ends the source with the reason",
          "[jetstream_client]") {
  const TemporaryFolder folder;
  write_file(folder / "text", "not a dictionary at all");
  for (const auto& [name, why] : {std::pair{"none", ": the zstd dictionary cannot be opened"},
                                  std::pair{"text", ": is no zstd dictionary"}}) {
    Rig rig({"ws://127.0.0.1:1"});
    rig.options.dictionary = folder / name;
    rig.start();
    rig.running->join();
    CHECK(rig.source->status().state == SourceState::lost);
    CHECK(rig.source->status().last_error == (folder / name).string() + why);
  }
}

TEST_CASE("what unpacks to more than the bound is cut, and costs no more memory",
          "[jetstream_client]") {
  const TemporaryFolder folder;
  const std::string dictionary = train(1);
  write_file(folder / "dictionary", dictionary);
  auto zstd = ZstdFrames::load(folder / "dictionary");
  REQUIRE(zstd);
  const auto bomb = zstd->unpack(pack(std::string(64 << 20, ' '), dictionary));
  REQUIRE(bomb);
  CHECK(bomb->size() == bounds::frame_bytes + 1);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{65472},
                                 std::size_t{65473}, bounds::frame_bytes}) {
    INFO(size);
    const std::string message(size, 'x');
    const auto whole = zstd->unpack(pack(message, dictionary));
    REQUIRE(whole);
    CHECK(*whole == message);
  }
  CHECK_FALSE(zstd->unpack(""));
  CHECK_FALSE(zstd->unpack("no zstd"));
}

TEST_CASE("recorded production events unpack with the public dictionary", "[jetstream_client]") {
  const std::filesystem::path recorded =
      std::filesystem::path(TOCSIN_SHARED_DIR) / "captures/jetstream-real-production";
  std::ifstream events_file(recorded / "expected_v1.jsonl");
  std::ifstream dictionary_file(recorded / "legacy_subscribe.zdict", std::ios::binary);
  if (!events_file || !dictionary_file) SKIP("no recorded Jetstream events on this machine");
  const std::string dictionary{std::istreambuf_iterator<char>(dictionary_file), {}};
  auto zstd = ZstdFrames::load(recorded / "legacy_subscribe.zdict");
  REQUIRE(zstd);
  CHECK(zstd->dictionary_id() == 1612007021);
  JetstreamHeadReader heads;
  std::string line;
  int count = 0;
  for (; std::getline(events_file, line); ++count) {
    const auto unpacked = zstd->unpack(pack(line, dictionary));
    REQUIRE(unpacked);
    CHECK(*unpacked == line);
    const JetstreamHead head = heads.read(*unpacked);
    CHECK(head.time_us > 1'700'000'000'000'000);
    CHECK(head.key != 0);
  }
  CHECK(count == 152);
}
