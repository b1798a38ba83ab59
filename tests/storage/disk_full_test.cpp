#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "ledger.h"

using namespace tocsin;
using namespace tocsin::test;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t mib = 1 << 20;

/// A disk of its own, of this size.
class SmallDisk {
 public:
  explicit SmallDisk(std::size_t bytes) {
    const std::string size = "size=" + std::to_string(bytes);
    if (::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, size.c_str()) != 0)
      SKIP("cannot mount a tmpfs (" << std::strerror(errno)
                                    << "): run as root to test a full disk");
  }
  ~SmallDisk() { ::umount2(folder_.path().c_str(), MNT_DETACH); }
  fs::path path() const { return folder_.path(); }
  /// Takes all space but this.
  void fill_but(std::size_t bytes) const {
    const std::string filler = (path() / "filler").string();
    const int fd = ::open(filler.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    REQUIRE(fd >= 0);
    const auto free = static_cast<std::size_t>(fs::space(path()).available);
    CHECK(::posix_fallocate(fd, 0, static_cast<off_t>(free - bytes)) == 0);
    ::close(fd);
  }
  void empty() const { fs::remove(path() / "filler"); }

 private:
  TempFolder folder_;
};

/// Writes until the disk is full, mends it, and goes on.
void survives(const SmallDisk& disk, RocksStore& store, std::size_t text_bytes) {
  std::uint64_t acked = 0;
  std::optional<StoreError> full;
  for (std::uint64_t n = 1; n <= 5000; ++n) {
    const LedgerCommit entry(n, text_bytes, n % 4 == 0);
    const Commit* one[] = {&entry.commit};
    if (const auto written = store.write(one); !written) {
      full = written.error();
      break;
    }
    acked = n;
  }
  REQUIRE(full);
  CHECK(full->fault == StoreFault::full);
  CHECK(full->what.find("free some space") != std::string::npos);

  // Full: it says so, and can still be read.
  const auto still = store.reopen();
  REQUIRE_FALSE(still);
  CHECK(still.error().fault == StoreFault::full);
  CHECK(store.post(PostKey{acked}));
  CHECK(store.last_seq() == acked);

  disk.empty();
  const auto reopened = store.reopen();
  if (!reopened) FAIL(reopened.error().what);
  for (std::uint64_t n = acked + 1; n <= acked + 20; ++n)
    must_write(store, LedgerCommit(n, 300, true).commit);
  CHECK(ledger_in(store) == acked + 20);
}

}  // namespace

TEST_CASE("a disk that fills up under the log stops nothing for good", "[crash][full]") {
  const SmallDisk disk(200 * mib);
  const auto store = opened(options_at(disk.path() / "data"));
  disk.fill_but(6 * mib);
  survives(disk, *store, 20'000);
}

TEST_CASE("a disk that fills up under a table stops nothing for good", "[crash][full]") {
  const SmallDisk disk(200 * mib);
  auto options = options_at(disk.path() / "data");
  options.memtable_bytes = 8 * mib;
  options.wal_bytes = 8 * mib;
  const auto store = opened(options);
  disk.fill_but(14 * mib);
  survives(disk, *store, 20'000);
  CHECK(store->numbers().background_errors > 0);
}

TEST_CASE("a store that starts on a full disk says what to do", "[crash][full]") {
  const SmallDisk disk(200 * mib);
  disk.fill_but(0);
  const auto store = RocksStore::open(options_at(disk.path() / "data"));
  REQUIRE_FALSE(store);
  CHECK(store.error().exit_code == 75);
  INFO(store.error().what);
  CHECK(store.error().what.find("ree some space") != std::string::npos);
}

TEST_CASE("the ballast makes room to go on reading and writing", "[crash][full]") {
  const SmallDisk disk(300 * mib);
  auto options = options_at(disk.path() / "data");
  options.ballast_bytes = 60 * mib;
  const auto store = opened(options);
  REQUIRE(store->numbers().ballast);
  disk.fill_but(6 * mib);
  std::uint64_t n = 0;
  for (bool full = false; !full;) {
    const LedgerCommit entry(++n, 20'000, true);
    const Commit* one[] = {&entry.commit};
    full = !store->write(one);
    if (!full) continue;
    const auto reopened = store->reopen();
    if (!reopened) FAIL(reopened.error().what);
    must_write(*store, entry.commit);
  }
  CHECK_FALSE(store->numbers().ballast);
  CHECK(ledger_in(*store) == n);
}
