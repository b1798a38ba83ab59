#include "storage/backup.h"

#include <filesystem>
#include <fstream>

#include "store_fixture.h"

using namespace tocsin;
using namespace tocsin::test;
namespace fs = std::filesystem;

namespace {

void one_post(RocksStore& store, std::uint64_t key) {
  Words words(key, "text " + std::to_string(key));
  Commit commit;
  commit.posts = {words.write};
  must_write(store, commit);
}

fs::path largest_file(const fs::path& folder) {
  fs::path largest;
  for (const auto& file : fs::recursive_directory_iterator(folder))
    if (file.is_regular_file() && (largest.empty() || file.file_size() > fs::file_size(largest)))
      largest = file.path();
  return largest;
}

}  // namespace

TEST_CASE("a backup taken while writing goes on brings back what was there then", "[backup]") {
  const TempFolder data;
  const TempFolder safe;
  {
    const auto store = opened(data);
    one_post(*store, 1);
    REQUIRE(store->backup(safe / "b"));
    one_post(*store, 2);
    REQUIRE(store->backup(safe / "b"));
    one_post(*store, 3);
  }
  const auto restored = restore(safe / "b", data.path());
  if (!restored) FAIL(restored.error().what);
  const auto store = opened(data);
  CHECK(store->post(PostKey{1}));
  CHECK(store->post(PostKey{2}));
  CHECK_FALSE(store->post(PostKey{3}));
  CHECK(fs::exists(restored->kept / "CURRENT"));
}

TEST_CASE("a backup is restored to a folder that is not there yet", "[backup]") {
  const TempFolder data;
  const TempFolder safe;
  {
    const auto store = opened(data);
    one_post(*store, 1);
    REQUIRE(store->backup(safe / "b"));
  }
  const auto restored = restore(safe / "b", safe / "elsewhere");
  REQUIRE(restored);
  CHECK(restored->kept.empty());
  CHECK(opened(options_at(safe / "elsewhere"))->post(PostKey{1}));
}

TEST_CASE("a store in use is not restored over", "[backup]") {
  const TempFolder data;
  const TempFolder safe;
  const auto store = opened(data);
  one_post(*store, 1);
  REQUIRE(store->backup(safe / "b"));
  const auto restored = restore(safe / "b", data.path());
  REQUIRE_FALSE(restored);
  CHECK(restored.error().exit_code == 75);
  CHECK(store->post(PostKey{1}));
}

TEST_CASE("a damaged backup is refused and the store stays", "[backup]") {
  const TempFolder data;
  const TempFolder safe;
  {
    const auto store = opened(data);
    one_post(*store, 1);
    REQUIRE(store->backup(safe / "b"));
    one_post(*store, 2);
  }
  {
    std::fstream file(largest_file(safe / "b"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(20);
    file.put('\x7f');
  }
  const auto restored = restore(safe / "b", data.path());
  REQUIRE_FALSE(restored);
  CHECK(restored.error().exit_code == 65);
  CHECK(opened(data)->post(PostKey{2}));
  CHECK_FALSE(fs::exists(data / "restoring"));
}

TEST_CASE("a folder without a backup is told as such", "[backup]") {
  const TempFolder data;
  const TempFolder empty;
  for (const auto& folder : {empty.path(), empty / "nowhere"}) {
    const auto restored = restore(folder, data.path());
    REQUIRE_FALSE(restored);
    CHECK(restored.error().exit_code == 65);
    CHECK(restored.error().what.find("no backup") != std::string::npos);
  }
}

TEST_CASE("the message of a damaged store names the last backup", "[backup]") {
  const TempFolder data;
  const TempFolder safe;
  {
    const auto store = opened(data);
    one_post(*store, 1);
    REQUIRE(store->backup(safe / "b"));
  }
  fs::remove(data / "store/CURRENT");
  const auto store = RocksStore::open(options_at(data.path()));
  REQUIRE_FALSE(store);
  CHECK(store.error().what.find("tocsin restore '" + (safe / "b").string() + "'") !=
        std::string::npos);
}

TEST_CASE("what was before an upgrade is brought back", "[backup][schema]") {
  const TempFolder data;
  auto before = options_at(data.path());
  before.migrations = {};  // of a program from before the first upgrade
  {
    one_post(*opened(before), 1);
  }
  const std::vector<storage::Migration> steps{
      {2, "a step", [](storage::Database&) { return std::string(); }}};
  auto options = options_at(data.path());
  options.migrations = steps;
  {
    one_post(*opened(options), 2);
  }
  REQUIRE_FALSE(RocksStore::open(before));
  const auto restored = restore_before_upgrade(data.path());
  if (!restored) FAIL(restored.error().what);
  const auto store = opened(before);
  CHECK(store->post(PostKey{1}));
  CHECK_FALSE(store->post(PostKey{2}));
}

TEST_CASE("without an upgrade there is nothing from before it", "[backup][schema]") {
  const TempFolder data;
  {
    one_post(*opened(data), 1);
  }
  const auto restored = restore_before_upgrade(data.path());
  REQUIRE_FALSE(restored);
  CHECK(restored.error().exit_code == 65);
  CHECK(opened(data)->post(PostKey{1}));
}
