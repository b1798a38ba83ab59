#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "ledger.h"

using namespace tocsin;
using namespace tocsin::test;

namespace {

constexpr const char* folder_variable = "TOCSIN_KILLED_WRITER_FOLDER";
constexpr int acks_fd = 3;

StoreOptions small_options(const std::filesystem::path& path) {
  auto options = options_at(path);
  options.memtable_bytes = 2 << 20;  // so that tables are made and logs given up meanwhile
  options.wal_bytes = 2 << 20;
  return options;
}

/// Starts this program again, as one of the hidden tests alone; `acks` gets what its numbers are
/// read from.
pid_t start(const char* hidden, const TempFolder& folder, int& acks) {
  int pipe_ends[2];
  REQUIRE(::pipe(pipe_ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::dup2(pipe_ends[1], acks_fd);
    ::setenv(folder_variable, folder.path().c_str(), 1);
    ::execl("/proc/self/exe", "killed", hidden, nullptr);
    ::_exit(127);
  }
  ::close(pipe_ends[1]);
  acks = pipe_ends[0];
  return child;
}

/// Reads numbers until `count` were read or none come any more; the last one, or `last`.
std::uint64_t read_acks(int acks, std::uint64_t count, std::uint64_t last) {
  std::uint64_t n = 0;
  while (count-- > 0 && ::read(acks, &n, sizeof n) == static_cast<ssize_t>(sizeof n)) last = n;
  return last;
}

}  // namespace

// Hidden: only the tests below run these, in a process of their own.
TEST_CASE("(the maker that is killed)", "[.killed_maker]") {
  const char* path = std::getenv(folder_variable);
  REQUIRE(path != nullptr);
  const auto say = [](std::uint64_t n) { return ::write(acks_fd, &n, sizeof n) == sizeof n; };
  REQUIRE(say(1));
  const auto store = opened(options_at(path));
  REQUIRE(say(2));
}

TEST_CASE("(the writer that is killed)", "[.killed_writer]") {
  const char* path = std::getenv(folder_variable);
  REQUIRE(path != nullptr);
  const auto store = opened(small_options(path));
  for (std::uint64_t n = store->last_seq() + 1;; ++n) {
    must_write(*store, LedgerCommit(n, n % 7 * 900, n % 3 == 0).commit);
    if (::write(acks_fd, &n, sizeof n) != static_cast<ssize_t>(sizeof n)) return;
  }
}

TEST_CASE("kill -9 at any moment of its making leaves a folder in which a store can be made",
          "[crash][kill]") {
  // The first is let be: the others are killed somewhere on the same way.
  std::optional<std::chrono::steady_clock::duration> whole;
  constexpr int rounds = 40;
  int killed = 0;
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const TempFolder folder;
    int acks = -1;
    const pid_t child = start("[.killed_maker]", folder, acks);
    REQUIRE(read_acks(acks, 1, 0) == 1);
    const auto began = std::chrono::steady_clock::now();
    if (whole) {
      std::this_thread::sleep_for(*whole * round / rounds);
      ::kill(child, SIGKILL);
    }
    const bool made = read_acks(acks, 1, 0) == 2;
    if (!whole) whole = std::chrono::steady_clock::now() - began;
    killed += !made;
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    ::close(acks);
    CHECK(opened(options_at(folder.path()))->last_seq() == 0);
  }
  CHECK(killed > 0);
}

TEST_CASE("kill -9 at any moment takes nothing that was written", "[crash][kill]") {
  const TempFolder folder;
  std::mt19937_64 random(7);
  std::uint64_t before = 0;
  std::uint64_t slowest_ms = 0;
  for (int round = 1; round <= 10; ++round) {
    CAPTURE(round);
    int acks = -1;
    const pid_t child = start("[.killed_writer]", folder, acks);
    std::uint64_t acked = read_acks(acks, 1 + random() % 600, before);
    REQUIRE(::kill(child, SIGKILL) == 0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    acked = read_acks(acks, UINT64_MAX, acked);
    ::close(acks);
    REQUIRE(acked > before);

    const auto start = std::chrono::steady_clock::now();
    const auto store = opened(small_options(folder.path()));
    const auto took = std::chrono::steady_clock::now() - start;
    slowest_ms = std::max<std::uint64_t>(
        slowest_ms, static_cast<std::uint64_t>(
                        std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
    const std::uint64_t found = ledger_in(*store);
    CHECK(found >= acked);
    CHECK(found <= acked + 1);
    before = found;
  }
  std::cout << "kill -9: " << before << " commits, slowest reopening " << slowest_ms << " ms\n";
}
