#include "connectors/unchecked_text.h"

#include <algorithm>
#include <string>

#include <catch2/catch_test_macros.hpp>

using namespace tocsin;

namespace {

const std::string upgrade = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

/// What is read after it was passed in pieces of this size.
std::string passed(UncheckedText& text, std::string bytes, std::size_t piece) {
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    text.pass(
        {reinterpret_cast<unsigned char*>(bytes.data()) + at, std::min(piece, bytes.size() - at)});
  return bytes;
}

std::string frame(unsigned char first, const std::string& payload) {
  std::string out(1, static_cast<char>(first));
  const auto put = [&](std::size_t bytes) {
    while (bytes-- > 0) out += static_cast<char>(payload.size() >> (8 * bytes));
  };
  if (payload.size() < 126) {
    put(1);
  } else if (payload.size() < 65'536) {
    out += 126;
    put(2);
  } else {
    out += 127;
    put(8);
  }
  return out + payload;
}

}  // namespace

TEST_CASE("text becomes binary, and all else stays, however the bytes come", "[unchecked_text]") {
  // 0x81 in a payload is no frame.
  const std::string medium(1000, '\x81');
  const std::string large(70'000, '\x81');
  const std::string sent = upgrade + frame(0x81, "a") + frame(0x82, medium) + frame(0x89, "ping") +
                           frame(0x01, large) + frame(0x80, "") + frame(0x81, "");
  const std::string read = upgrade + frame(0x82, "a") + frame(0x82, medium) + frame(0x89, "ping") +
                           frame(0x02, large) + frame(0x80, "") + frame(0x82, "");
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{4096}, sent.size()}) {
    UncheckedText text;
    CHECK(passed(text, sent, piece) == read);
    CHECK(text.next_is_text());
    CHECK_FALSE(text.next_is_text());
    CHECK(text.next_is_text());
    CHECK(text.next_is_text());
  }
}

TEST_CASE("an answer that is no upgrade passes as it is", "[unchecked_text]") {
  const std::string refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\n\x81\x01x";
  UncheckedText text;
  CHECK(passed(text, refusal, 5) == refusal);
}

TEST_CASE("the key of a masked frame is stepped over", "[unchecked_text]") {
  const std::string masked = "\x81\x81\x81\x81\x81\x81x";
  UncheckedText text;
  CHECK(passed(text, upgrade + masked + frame(0x81, "y"), 2) ==
        upgrade + "\x82\x81\x81\x81\x81\x81x" + frame(0x82, "y"));
}
