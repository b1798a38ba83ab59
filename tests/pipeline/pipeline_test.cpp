#include "engine/pipeline/pipeline.h"

#include <future>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/support/bell.h"
#include "tests/support/render.h"
#include "tests/support/small_line.h"

using namespace tocsin;
using namespace tocsin::test;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<const WordBook> book() {
  return std::make_shared<WordBook>(
      std::vector<WordBook::Word>{{"t/broken", "broken"}, {"t/leave", "leaving", "churn"}},
      std::vector<std::string>{"acme"});
}

struct Line {
  explicit Line(int readers)
      : pipeline(
            store, decoders, clock, book(), bell,
            {.readers = readers, .judge = {.events_bear_wall_clock = false}, .reopen_every = 1ms}) {
    pipeline.start();
  }
  std::unique_ptr<RawBatch> batch(int first, int count) {
    auto raw = pipeline.blank();
    raw->received = clock.now();
    raw->time_is_created_at = true;
    for (int i = first; i < first + count; ++i)
      raw->add("p|" + std::to_string(i / 50) + '|' + std::to_string(i) + "|a" +
               std::to_string(i % 7) + (i % 3 == 0 ? "|acme is broken" : "|all is well"));
    raw->cursor = {"file", std::to_string(first + count)};
    return raw;
  }
  MemoryStore store;
  FixedClock clock;
  PlainDecoders decoders;
  CountingBell bell;
  Pipeline pipeline;
};

}  // namespace

TEST_CASE("any number of readers gives the same alerts", "[pipeline]") {
  std::string expected;
  for (const int readers : {1, 2, 4}) {
    Line line(readers);
    for (int i = 0; i < 200; ++i) REQUIRE(line.pipeline.push_blocking(line.batch(i * 10, 10)));
    line.pipeline.stop();
    const auto all = all_of(line.store);
    if (expected.empty()) expected = all;
    CHECK(all == expected);
    CHECK(line.store.cursor("file") == "2000");
    CHECK(line.bell.last == line.store.last_seq());
    CHECK(line.store.last_seq() == 667);
  }
}

TEST_CASE("a caller is answered when what follows from the batch is durable", "[pipeline]") {
  Line line(2);
  auto batch = line.batch(0, 4);
  batch->add("!|nonsense");
  std::promise<BatchResult> answered;
  std::uint64_t seq_then = 0;
  batch->done = [&](BatchResult result) {
    seq_then = line.store.last_seq();
    answered.set_value(std::move(result));
  };
  REQUIRE(line.pipeline.try_push(std::move(batch)) == nullptr);
  const auto result = answered.get_future().get();
  CHECK(result.ok);
  CHECK(result.accepted == 4);
  REQUIRE(result.rejected.size() == 1);
  CHECK(result.rejected.front().record == 4);
  CHECK(seq_then == 2);
}

TEST_CASE("a full disk pauses the intake, loses nothing, and goes by itself", "[pipeline]") {
  Line line(2);
  line.store.fail_next(20);
  for (int i = 0; i < 100; ++i) REQUIRE(line.pipeline.push_blocking(line.batch(i * 10, 10)));
  line.pipeline.stop();
  CHECK(line.store.last_seq() == 334);
  CHECK(line.pipeline.state().why.empty());
}

TEST_CASE("while the store cannot be written the line says so, and answers nobody", "[pipeline]") {
  Line line(1);
  CHECK(line.pipeline.can_keep());
  line.store.fail_next(500);
  auto batch = line.batch(0, 3);
  std::atomic<bool> answered{false};
  batch->done = [&](const BatchResult& result) { answered = result.ok; };
  REQUIRE(line.pipeline.push_blocking(std::move(batch)));
  while (line.pipeline.can_keep() && !answered) std::this_thread::sleep_for(1ms);
  CHECK_FALSE(answered);
  line.pipeline.drain();
  CHECK(line.pipeline.can_keep());
  CHECK(answered);
  CHECK(line.store.last_seq() == 1);
}

TEST_CASE("while it is held nothing is taken, and the state says why", "[pipeline]") {
  Line line(1);
  line.pipeline.hold("disk: 3 MB left");
  CHECK(line.pipeline.try_push(line.batch(0, 1)) != nullptr);
  CHECK(line.pipeline.state().held);
  CHECK(line.pipeline.state().why == "disk: 3 MB left");
  line.pipeline.hold(std::nullopt);
  CHECK(line.pipeline.try_push(line.batch(0, 1)) == nullptr);
}

TEST_CASE("a source that awaits room goes on when there is some, or is told to stop",
          "[pipeline]") {
  Line line(1);
  boost::asio::io_context io;
  int taken = 0;
  bool turned_away = false;
  std::jthread stopper;
  const auto source = [&]() -> boost::asio::awaitable<void> {
    for (int i = 0; i < 300; ++i) {
      if (!co_await line.pipeline.push(line.batch(i * 10, 10))) {
        turned_away = true;
        co_return;
      }
      if (++taken == 200) line.pipeline.hold("the test says so");
      if (taken == 200) break;
    }
    stopper = std::jthread([&] { line.pipeline.stop(); });
    turned_away = !co_await line.pipeline.push(line.batch(5000, 10));
  };
  boost::asio::co_spawn(io, source(), boost::asio::detached);
  io.run();
  stopper.join();
  CHECK(taken == 200);
  CHECK(turned_away);
  CHECK(line.store.cursor("file") == "2000");
}

TEST_CASE("stopping at once answers those who wait", "[pipeline]") {
  Line line(2);
  line.store.fail_next(1'000'000);
  auto batch = line.batch(0, 3);
  std::promise<bool> answered;
  batch->done = [&](BatchResult result) { answered.set_value(result.ok); };
  REQUIRE(line.pipeline.push_blocking(std::move(batch)));
  line.pipeline.abort();
  CHECK_FALSE(answered.get_future().get());
}

TEST_CASE("a new rule book holds from the next batch on", "[pipeline]") {
  Line line(4);
  REQUIRE(line.pipeline.push_blocking(line.batch(0, 30)));
  line.pipeline.use(std::make_shared<WordBook>(std::vector<WordBook::Word>{{"t/well", "well"}},
                                               std::vector<std::string>{"acme"}));
  REQUIRE(line.pipeline.push_blocking(line.batch(30, 30)));
  line.pipeline.stop();
  int broken = 0;
  int well = 0;
  line.store.each_alert([&](const Alert& a) { ++(a.rule == "t/broken" ? broken : well); });
  CHECK(broken == 10);
  CHECK(well == 20);
}
