#include "connectors/platform_words.h"

#include <array>

#include <catch2/catch_test_macros.hpp>

#include "engine/desk/reply_bounds.h"

namespace tocsin::test {
namespace {

TEST_CASE("what a platform says is told short, on one line, and without our secrets",
          "[platform_words]") {
  const std::array<std::string, 3> secrets{"hunter2", "", "jwt.x"};
  CHECK(readable("no such post", secrets) == "no such post");
  CHECK(readable("hunter2 and jwt.x and hunter2hunter2", secrets) ==
        "(a secret) and (a secret) and (a secret)(a secret)");
  CHECK(readable("two\r\nlines\x1b", secrets) == "two  lines ");
  const std::string longest(bounds::platform_words_bytes, 'x');
  CHECK(readable(longest, secrets) == longest);
  CHECK(readable(longest + "y", secrets) == longest + "…");
  // Never within a character; and a secret is gone before anything is cut.
  CHECK(readable(longest.substr(1) + "é", secrets) == longest.substr(1) + "…");
  CHECK(readable(longest.substr(4) + "hunter2", secrets).find("hunt") == std::string::npos);
}

}  // namespace
}  // namespace tocsin::test
