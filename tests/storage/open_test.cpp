#include <filesystem>
#include <fstream>

#include <rocksdb/db.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "storage/database.h"
#include "storage/keys.h"
#include "storage/schema.h"
#include "store_fixture.h"

using namespace tocsin;
using namespace tocsin::test;
namespace fs = std::filesystem;
using storage::Database;
using storage::Migration;

namespace {

void one_post(RocksStore& store, std::uint64_t key) {
  Words words(key, "text");
  Commit commit;
  commit.posts = {words.write};
  commit.must_sync = true;
  must_write(store, commit);
}

OpenError refused(StoreOptions options) {
  auto store = RocksStore::open(std::move(options));
  REQUIRE_FALSE(store);
  return store.error();
}

bool says(const OpenError& error, const std::string& words) {
  return error.what.find(words) != std::string::npos;
}

/// A file of the store whose name ends so.
fs::path store_file(const TempFolder& folder, const std::string& ending) {
  for (const auto& file : fs::directory_iterator(folder / "store"))
    if (file.path().string().ends_with(ending)) return file.path();
  FAIL("no file " + ending);
  return {};
}

std::vector<Migration> two_steps() {
  return {{2, "posts are counted",
           [](Database& db) { return db.put_meta_number("engine/step-two", 2).ok() ? "" : "no"; }},
          {3, "the count is doubled", [](Database& db) -> std::string {
             const auto n = db.meta_number("engine/step-two");
             if (!n) return "step two did not run";
             return db.put_meta_number("engine/step-three", *n * 2).ok() ? "" : "no";
           }}};
}

StoreOptions with(const TempFolder& folder, const std::vector<Migration>& migrations) {
  auto options = options_at(folder.path());
  options.migrations = migrations;
  return options;
}

}  // namespace

TEST_CASE("a store that is in use is refused, and the message names who has it", "[open]") {
  const TempFolder folder;
  const auto store = opened(folder);
  const OpenError error = refused(options_at(folder.path()));
  CHECK(error.exit_code == 75);
  CHECK(says(error, std::to_string(::getpid())));
  CHECK(says(error, folder.path().string()));
  CHECK(says(error, "--data"));
}

TEST_CASE("a folder that may not be written to is refused with 77", "[open]") {
  if (::geteuid() == 0) {
    // Root may write anywhere: try it as somebody else.
    const TempFolder folder;
    fs::permissions(folder.path(), fs::perms::owner_all | fs::perms::others_exec);
    const pid_t child = ::fork();
    if (child == 0) {
      if (::setuid(65534) != 0) ::_exit(1);
      const auto store = RocksStore::open(options_at(folder / "data"));
      ::_exit(store ? 0 : store.error().exit_code);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WEXITSTATUS(status) == 77);
    return;
  }
  const TempFolder folder;
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  CHECK(refused(options_at(folder / "data")).exit_code == 77);
  fs::permissions(folder.path(), fs::perms::owner_all);
}

TEST_CASE("a file where the folder should be is told", "[open]") {
  const TempFolder folder;
  std::ofstream(folder / "data") << "x";
  const OpenError error = refused(options_at(folder / "data"));
  CHECK(error.exit_code == 78);
  CHECK(says(error, "--data"));
}

TEST_CASE("a damaged store is refused with the command that restores it", "[open][corrupt]") {
  const TempFolder folder;
  {
    one_post(*opened(folder), 1);
  }
  SECTION("its manifest is overwritten") {
    std::ofstream(store_file(folder, "CURRENT")) << "MANIFEST-999999\n";
  }
  SECTION("CURRENT is missing") {
    fs::remove(store_file(folder, "CURRENT"));
  }
  SECTION("a table is missing") {
    {
      opened(folder);
    }  // recovery makes tables of the log
    fs::remove(store_file(folder, ".sst"));
  }
  SECTION("a table is cut short") {
    {
      opened(folder);
    }
    fs::resize_file(store_file(folder, ".sst"), 10);
  }
  std::ofstream(folder / "last-backup") << "/backups/tocsin\n";
  const OpenError error = refused(options_at(folder.path()));
  CHECK(error.exit_code == 65);
  CHECK(says(error, "tocsin restore '/backups/tocsin' --data '" + folder.path().string() + "'"));
}

TEST_CASE("a store with a first manifest and nothing else was killed while it was made", "[open]") {
  const TempFolder folder;
  fs::create_directories(folder / "store");
  std::ofstream(folder / "store/MANIFEST-000001") << "half of i";
  one_post(*opened(folder), 1);
  CHECK(fs::exists(folder / "store/CURRENT"));
}

/// Of a program from before the first upgrade.
const std::vector<Migration> no_steps;

TEST_CASE("a store of a newer version is refused, naming both", "[open][schema]") {
  const TempFolder folder;
  const auto steps = two_steps();
  {
    one_post(*opened(with(folder, steps)), 1);
  }
  const OpenError error = refused(with(folder, no_steps));
  CHECK(error.exit_code == 78);
  CHECK(says(error, "version 3"));
  CHECK(says(error, "up to 1"));
}

/// As a newer program may leave it: with a family that we do not know, whose records stand in a log
/// that the manifest lists.
void leave_unknown_family(const TempFolder& folder) {
  rocksdb::DBOptions options;
  options.create_if_missing = options.create_missing_column_families = true;
  options.track_and_verify_wals_in_manifest = true;
  rocksdb::DB* raw = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  REQUIRE(rocksdb::DB::Open(options, (folder / "store").string(),
                            {{rocksdb::kDefaultColumnFamilyName, {}}, {"of-tomorrow", {}}},
                            &handles, &raw)
              .ok());
  const std::unique_ptr<rocksdb::DB> db(raw);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const auto version = storage::key_of(std::uint64_t{9});
  CHECK(db->Put(synced, handles[0], std::string(storage::schema_key), version.slice()).ok());
  CHECK(db->Put(synced, handles[1], "a", "1").ok());
  CHECK(db->Flush({}, handles[0]).ok());
  CHECK(db->Put(synced, handles[0], "b", "2").ok());
  for (auto* handle : handles) CHECK(db->DestroyColumnFamilyHandle(handle).ok());
}

TEST_CASE("a store with a family that we do not know is refused by its version", "[open][schema]") {
  const TempFolder folder;
  fs::create_directories(folder.path());
  leave_unknown_family(folder);
  const OpenError error = refused(options_at(folder.path()));
  CHECK(error.exit_code == 78);
  CHECK(says(error, "version 9"));
}

TEST_CASE("an older store is kept whole, then brought forward step by step", "[open][schema]") {
  const TempFolder folder;
  {
    one_post(*opened(with(folder, no_steps)), 1);
  }
  const auto steps = two_steps();
  {
    const auto store = opened(with(folder, steps));
    CHECK(store->post(PostKey{1}));
    CHECK(store->meta("step-three")->back() == 4);
    one_post(*store, 2);
  }
  CHECK(fs::exists(folder / "before-upgrade-1/CURRENT"));
  {
    CHECK(opened(with(folder, steps))->post(PostKey{2}));
  }
  CHECK_FALSE(fs::exists(folder / "before-upgrade-3"));
}

TEST_CASE("a new store has the newest version and needs no step", "[open][schema]") {
  const TempFolder folder;
  const auto steps = two_steps();
  const auto store = opened(with(folder, steps));
  CHECK_FALSE(store->meta("step-three"));
  CHECK_FALSE(fs::exists(folder / "before-upgrade-1"));
}

TEST_CASE("a step that fails stops the start and is tried again at the next", "[open][schema]") {
  const TempFolder folder;
  {
    one_post(*opened(with(folder, no_steps)), 1);
  }
  auto steps = two_steps();
  const auto good = steps[1].run;
  steps[1].run = [](Database&) { return std::string("the moon is full"); };
  const OpenError error = refused(with(folder, steps));
  CHECK(says(error, "the moon is full"));
  CHECK(says(error, "restore --before-upgrade"));
  steps[1].run = good;
  steps[0].run = [](Database&) { return std::string("ran twice"); };
  CHECK(opened(with(folder, steps))->post(PostKey{1}));
}

TEST_CASE("opening again in one process keeps all that was written", "[open]") {
  const TempFolder folder;
  const auto store = opened(folder);
  for (std::uint64_t i = 1; i <= 5; ++i) {
    one_post(*store, i);
    REQUIRE(store->reopen());
  }
  for (std::uint64_t i = 1; i <= 5; ++i) CHECK(store->post(PostKey{i}));
  CHECK(store->numbers().reopened == 5);
}

TEST_CASE("RocksDB's log lies in memory, not beside the data", "[open]") {
  const TempFolder folder;
  const auto store = opened(folder);
  CHECK_FALSE(store->log_lines().empty());
  for (const auto& file : fs::directory_iterator(folder / "store"))
    CHECK_FALSE(file.path().filename().string().starts_with("LOG"));
}

TEST_CASE("the ballast lies there where there is room, and counts", "[open]") {
  const TempFolder folder;
  auto options = options_at(folder.path());
  options.ballast_bytes = 1 << 20;
  const auto store = opened(options);
  CHECK(fs::file_size(folder / "ballast") == 1 << 20);
  CHECK(store->numbers().ballast);
}
