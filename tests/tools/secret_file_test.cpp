#include "tools/secret_file.h"

#include <fstream>

#include <catch2/catch_test_macros.hpp>

#include "tests/storage/store_fixture.h"

namespace tocsin::test {
namespace {

namespace fs = std::filesystem;
using tools::key_of;
using tools::secret_of;

void write(const fs::path& file, std::string_view text, fs::perms rights = fs::perms::owner_read) {
  fs::remove(file);
  std::ofstream(file, std::ios::binary) << text;
  fs::permissions(file, rights);
}

TEST_CASE("a secret is one line of a file that its owner alone reads", "[secret_file]") {
  const TempFolder folder;
  const fs::path file = folder / "secret";
  CHECK_FALSE(secret_of("reply", file));
  write(file, "hunter2\r\n");
  CHECK(secret_of("reply", file) == "hunter2");
  for (const auto rights :
       {fs::perms::group_read, fs::perms::others_read, fs::perms::others_write}) {
    write(file, "hunter2\n", fs::perms::owner_read | rights);
    const auto read = secret_of("reply", file);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == tools::ExitCode::bad_config);
    CHECK(read.error().what.find("chmod 600") != std::string::npos);
    CHECK(read.error().what.find("hunter2") == std::string::npos);
  }
  for (const std::string& wrong :
       {std::string(), std::string("\n"), std::string("two\nlines"), std::string(1001, 'x')}) {
    write(file, wrong);
    CHECK_FALSE(secret_of("reply", file));
  }
  for (const std::string& blank :
       {std::string(" "), std::string(" \t \n"), std::string("\t\r\n")}) {
    write(file, blank);
    const auto read = secret_of("ingest_secret_file", file);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == tools::ExitCode::bad_config);
    CHECK(read.error().what.find("ingest_secret_file") != std::string::npos);
    CHECK(read.error().what.find("nothing but blanks") != std::string::npos);
  }
  CHECK_FALSE(secret_of("reply", fs::path(folder.path())));
}

TEST_CASE("a key is made once, for its owner alone, and is the same ever after", "[secret_file]") {
  const TempFolder folder;
  const fs::path file = folder / "inner" / "seeds.key";
  const auto made = key_of("people.seed_key_file", file);
  REQUIRE(made);
  CHECK(made->size() == 32);
  CHECK(fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(key_of("people.seed_key_file", file) == *made);
  CHECK(key_of("people.seed_key_file", folder / "other.key") != *made);
  CHECK(std::distance(fs::directory_iterator(file.parent_path()), {}) == 1);  // nothing aside
  for (const std::string& wrong :
       {std::string("zz"), std::string(62, 'a'), std::string(66, 'a'), std::string(64, 'g')}) {
    write(file, wrong);
    const auto read = key_of("people.seed_key_file", file);
    REQUIRE_FALSE(read);
    CHECK(read.error().what.find(wrong) == std::string::npos);
  }
}

}  // namespace
}  // namespace tocsin::test
