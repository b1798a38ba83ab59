#include <cstdlib>
#include <new>

#include <catch2/catch_test_macros.hpp>

#include "tests/connectors/decoding.h"

namespace {
thread_local std::size_t allocations = 0;
}

// Counted for this thread; the memory itself is malloc's, so that the sanitizers see it too.
void* operator new(std::size_t size) {
  ++allocations;
  if (void* at = std::malloc(size == 0 ? 1 : size)) return at;
  throw std::bad_alloc{};
}
void* operator new[](std::size_t size) {
  return operator new(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return operator new(size, std::nothrow);
}
void operator delete(void* at) noexcept {
  std::free(at);
}
void operator delete[](void* at) noexcept {
  std::free(at);
}
void operator delete(void* at, std::size_t) noexcept {
  std::free(at);
}
void operator delete[](void* at, std::size_t) noexcept {
  std::free(at);
}

using namespace tocsin;
using namespace tocsin::test;

namespace {

std::vector<std::string> jetstream_lines() {
  std::vector<std::string> lines;
  for (int i = 0; i < 400; ++i) {
    const auto n = std::to_string(i);
    lines.push_back(
        R"({"did":"did:plc:jo)" + n + R"(","time_us":178317588809)" + n +
        R"(,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":")" +
        n +
        R"(","record":{"embed":{"images":[{"alt":"a \"cat\""}]},"facets":[{"features":[)"
        R"({"did":"did:plc:x"},{"tag":"t"},{"uri":"https://a.example"}],"index":{"byteStart":0,"byteEnd":2}}],)"
        R"("langs":["en"],"text":"@x line one\nline \ud83d\ude00 )" +
        n + R"("}}})");
    lines.push_back(
        R"({"did":"did:plc:jo","time_us":5,"kind":"commit","commit":{"operation":"create",)"
        R"("collection":"app.bsky.feed.like","rkey":"k","record":{"subject":{"uri":"x"}}}})");
    lines.push_back(R"({"broken":)" + n);
  }
  return lines;
}

std::vector<std::string> post_lines() {
  std::vector<std::string> lines;
  for (int i = 0; i < 1200; ++i) {
    const auto n = std::to_string(i);
    lines.push_back(
        R"({"id":)" + n + R"(,"title":"T","text":"one\ttwo )" + n +
        R"(","author":{"id":"a","followers":12},"mentions":["@acme"],"links":["x","y"]})");
  }
  return lines;
}

std::size_t allocations_of(Wire wire, const std::vector<std::string>& lines) {
  const auto batch = batch_of(lines, wire);
  const auto decoder = Decoders{}.make(wire);
  std::size_t frames = 0;
  const auto all = [&] {
    for (std::size_t i = 0; i < batch.frames.size(); i += WireDecoder::width)
      frames +=
          decoder->decode(batch, i, std::min(WireDecoder::width, batch.frames.size() - i)).size();
  };
  all();  // the buffers grow
  const std::size_t before = allocations;
  for (int round = 0; round < 9; ++round) all();
  const std::size_t during = allocations - before;
  CHECK(frames == 10 * lines.size());
  return during;
}

}  // namespace

TEST_CASE("ten thousand frames decode without an allocation", "[decode]") {
  CHECK(allocations_of(Wire::jetstream, jetstream_lines()) == 0);
  CHECK(allocations_of(Wire::posts, post_lines()) == 0);
}

TEST_CASE("the posts of one call live side by side", "[decode]") {
  const auto lines = post_lines();
  const auto batch = batch_of(lines);
  const auto decoder = Decoders{}.make(Wire::posts);
  const auto frames = decoder->decode(batch, 0, WireDecoder::width);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    REQUIRE(frames[i].kind == FrameKind::post);
    CHECK(frames[i].post.text == "T\none\ttwo " + std::to_string(i));
    CHECK(frames[i].post.parts.size() == 2);
    CHECK(frames[i].post.mentions[0].handle == "acme");
    CHECK(frames[i].post.links.size() == 2);
  }
}

TEST_CASE("a batch's buffer may be moved: frames are read where they now stand", "[decode]") {
  // The sanitizer watches the bytes behind an allocation of just the size that a batch promises.
  RawBatch batch = batch_of({post_lines().front()});
  batch.bytes.resize(batch.payload() + bounds::padding);
  batch.bytes.shrink_to_fit();
  const auto decoder = Decoders{}.make(Wire::posts);
  CHECK(decoder->decode(batch, 0, 1)[0].kind == FrameKind::post);
}
