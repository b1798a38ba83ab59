#include "engine/people/seed_box.h"

#include <catch2/catch_test_macros.hpp>

#include "engine/people/totp.h"

namespace tocsin::test {
namespace {

TEST_CASE("a sealed seed is opened with its key, for its user, whole", "[seed_box]") {
  const std::string key(SeedBox::key_bytes, 'k');
  const SeedBox box(key);
  const auto seed = new_totp_seed();
  const auto sealed = box.seal(seed, "u_1");
  CHECK(SeedBox::is_sealed(sealed));
  CHECK(sealed.find(seed) == std::string::npos);
  CHECK(sealed != box.seal(seed, "u_1"));
  CHECK(box.open(sealed, "u_1") == seed);
  CHECK(SeedBox(key).open(sealed, "u_1") == seed);
  CHECK_FALSE(box.open(sealed, "u_2"));  // moved to another's record
  CHECK_FALSE(SeedBox().open(sealed, "u_1"));
  for (std::size_t i = 1; i < sealed.size(); ++i) {
    auto spoilt = sealed;
    spoilt[i] = static_cast<char>(spoilt[i] ^ 1);
    CHECK_FALSE(box.open(spoilt, "u_1"));
  }
  CHECK_THROWS(SeedBox("short"));
}

TEST_CASE("a seed from before there was a key is what it is", "[seed_box]") {
  const auto seed = new_totp_seed();
  CHECK_FALSE(SeedBox::is_sealed(seed));
  CHECK(SeedBox().open(seed, "u_1") == seed);
}

}  // namespace
}  // namespace tocsin::test
