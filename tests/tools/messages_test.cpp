#include "tools/messages.h"

#include <array>

#include <catch2/catch_test_macros.hpp>

namespace tocsin::test {
namespace {

TEST_CASE("what is said moves no terminal, and turns no text", "[messages]") {
  struct Said {
    std::string_view text, printed;
  };
  const std::array cases{
      Said{"a plain line\twith a tab\n", "a plain line\twith a tab\n"},
      Said{"grüße 🔔 العربية", "grüße 🔔 العربية"},
      Said{"\x1b]0;pwn\x07", "\\x1b]0;pwn\\x07"},
      Said{"back\rover\x7f", "back\\x0dover\\x7f"},
      Said{"C1 \xC2\x9B"
           "31m",
           "C1 \\xc2\\x9b31m"},
      Said{"bare C1 \x9B"
           "31m",
           "bare C1 \\x9b31m"},
      Said{"next line \xC2\x85!", "next line \\xc2\\x85!"},
      Said{"line \xE2\x80\xA8 paragraph \xE2\x80\xA9",
           "line \\xe2\\x80\\xa8 paragraph \\xe2\\x80\\xa9"},
      Said{"turned \xE2\x80\xAE"
           "exe",
           "turned \\xe2\\x80\\xaeexe"},
      Said{"isolated \xE2\x81\xA6x", "isolated \\xe2\\x81\\xa6x"},
      Said{"overlong \xC0\x9B", "overlong \\xc0\\x9b"},
      Said{"overlong \xE0\x82\x9B", "overlong \\xe0\\x82\\x9b"},
      Said{"surrogate \xED\xA0\x80", "surrogate \\xed\\xa0\\x80"},
      Said{"cut \xF0\x9F\x94", "cut \\xf0\\x9f\\x94"},
      Said{"no-break space \xC2\xA0.", "no-break space \xC2\xA0."},
      Said{std::string_view("nul \0.", 6), "nul \\x00."},
  };
  for (const auto& [text, printed] : cases) CHECK(tools::printable(text) == printed);
}

}  // namespace
}  // namespace tocsin::test
