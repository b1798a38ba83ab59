#include <atomic>
#include <cstdlib>
#include <new>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "connectors/decoders.h"
#include "engine/read/reader.h"
#include "rules/rules.h"

namespace {
std::atomic<std::uint64_t> allocations{0};
std::atomic<bool> counting{false};

void* counted(std::size_t size) {
  if (counting) ++allocations;
  if (void* p = std::malloc(size ? size : 1)) return p;
  throw std::bad_alloc();
}
}  // namespace

// NOLINTBEGIN(misc-new-delete-overloads): the whole program's, so that nothing goes uncounted.
void* operator new(std::size_t size) {
  return counted(size);
}
void* operator new[](std::size_t size) {
  return counted(size);
}
// Libraries' stable_sort asks for the one that does not throw.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  if (counting) ++allocations;
  return std::malloc(size ? size : 1);
}
void* operator new[](std::size_t size, const std::nothrow_t& none) noexcept {
  return operator new(size, none);
}
void operator delete(void* p) noexcept {
  std::free(p);
}
void operator delete[](void* p) noexcept {
  std::free(p);
}
void operator delete(void* p, std::size_t) noexcept {
  std::free(p);
}
void operator delete[](void* p, std::size_t) noexcept {
  std::free(p);
}
// NOLINTEND(misc-new-delete-overloads)

using namespace tocsin;

namespace {

RuleBookPtr book() {
  constexpr std::string_view pack = R"(pack: t
title: Test
version: 1
rules:
  - {id: broken, title: Broken, signal: complaint, severity: high, status: live, when: '"is broken" OR "gone again"'}
  - {id: leave, title: Leaves, signal: churn, severity: high, status: live, when: '("leaving" OR "cancel") NEAR/6 "contract"'}
)";
  rules::LoadedPacks loaded;
  loaded.packs.push_back(rules::parse_pack("t.yaml", pack, {}, loaded.problems));
  REQUIRE(loaded.ok());
  auto made = rules::compile(loaded, {});
  REQUIRE(made.has_value());
  return *made;
}

std::unique_ptr<RawBatch> chatter(int first) {
  auto raw = std::make_unique<RawBatch>();
  raw->wire = Wire::jetstream;
  raw->default_source = "bluesky";
  raw->received = instant_from_us(1'795'244'500'000'000);
  for (int i = first; i < first + 500; ++i)
    raw->add(
        R"({"did":"did:plc:)" + std::to_string(i * 7919) +
        R"(","time_us":1795244400000000,"kind":"commit","commit":{"rev":"r","operation":"create","collection":"app.bsky.feed.post","rkey":"k)" +
        std::to_string(i) +
        R"(","record":{"$type":"app.bsky.feed.post","createdAt":"2026-11-21T07:00:00.000Z","langs":["en","de"],"text":"Grüße, the contract was read and the train left on time 🚆 #)" +
        std::to_string(i % 10) + R"("},"cid":"bafy"}})");
  return raw;
}

}  // namespace

TEST_CASE("the counter counts", "[line]") {
  allocations = 0;
  counting = true;
  const std::string long_enough(100, 'x');
  counting = false;
  CHECK(long_enough.size() == 100);
  CHECK(allocations == 1);
}

TEST_CASE("a post that nothing flags is read without one allocation", "[line]") {
  const Decoders decoders;
  Reader reader(decoders);
  ReadBatch batch;
  batch.book = book();
  const auto read = [&](int first) {
    const auto kept = batch.book;
    batch.clear();
    batch.book = kept;
    batch.raw = chatter(first);
    counting = true;
    reader.read(batch);
    counting = false;
  };
  for (int i = 0; i < 4; ++i) read(i * 500);  // buffers grow
  allocations = 0;
  read(2000);
  CHECK(batch.decoded_posts == 500);
  CHECK(batch.plain.size() == 500);
  CHECK(allocations == 0);
}
