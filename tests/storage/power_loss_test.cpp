#include <random>

#include "crash_fs.h"
#include "ledger.h"

using namespace tocsin;
using namespace tocsin::test;

TEST_CASE("a loss of power takes nothing that was synced, and leaves no half commit",
          "[crash][power]") {
  std::uint64_t lost = 0;
  for (const std::uint64_t seed : {1, 2, 3, 4}) {
    CAPTURE(seed);
    const TempFolder folder;
    const auto fs = std::make_shared<CrashFs>();
    const auto env = rocksdb::NewCompositeEnv(fs);
    auto options = options_at(folder / "data");
    options.env = env.get();
    options.memtable_bytes = 512 << 10;  // so that tables are made meanwhile
    options.wal_bytes = 512 << 10;
    const auto store = opened(options);
    std::mt19937_64 random(seed);
    std::uint64_t told = 0;
    int crashes = 0;
    for (std::uint64_t n = 1; n <= 200; ++n) {
      const bool must_sync = random() % 3 == 0;
      must_write(*store, LedgerCommit(n, random() % 8000, must_sync).commit);
      if (must_sync) told = n;
      if (random() % 50 != 0 && n != 200) continue;
      const auto copy = folder / ("after-" + std::to_string(++crashes));
      fs->copy_as_after_power_loss(folder / "data", copy);
      const auto after = opened(options_at(copy));
      const std::uint64_t left = ledger_in(*after);
      CAPTURE(n, told, left);
      CHECK(left >= told);
      CHECK(left <= n);
      lost += n - left;
    }
  }
  // Else the test would not see a sync that is missing.
  CHECK(lost > 0);
}

TEST_CASE("whichever append or sync fails, every commit is kept once", "[crash][fault]") {
  bool any_failed = true;
  std::uint64_t k = 1;
  for (; any_failed && k < 200; k += k < 12 ? 1 : 5) {
    CAPTURE(k);
    const TempFolder folder;
    const auto fs = std::make_shared<CrashFs>();
    const auto env = rocksdb::NewCompositeEnv(fs);
    auto options = options_at(folder / "data");
    options.env = env.get();
    const auto store = opened(options);
    fs->fail(k, 1);
    for (std::uint64_t n = 1; n <= 25; ++n) {
      const LedgerCommit entry(n, 500, n % 2 == 0);
      const Commit* one[] = {&entry.commit};
      auto written = store->write(one);
      for (int tries = 0; !written && tries < 5; ++tries) {
        CHECK(written.error().fault == StoreFault::full);
        const auto again = store->reopen();
        written = again ? store->write(one) : again;
      }
      if (!written) FAIL(written.error().what);
    }
    CHECK(ledger_in(*store) == 25);
    if (!store->reopen()) {
      CHECK_THROWS_AS(store->post(PostKey{1}), StoreReadFailed);
      REQUIRE(store->reopen());
    }
    CHECK(ledger_in(*store) == 25);
    any_failed = fs->failed();
  }
  CHECK(k > 30);  // else nothing was ever made to fail
}
