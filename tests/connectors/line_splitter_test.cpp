#include "connectors/line_splitter.h"

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using tocsin::Line;
using tocsin::LineSplitter;

namespace {

struct Seen {
  std::vector<std::string> lines;
  std::vector<std::uint64_t> lengths;
  std::vector<std::uint64_t> offsets;
  void add(const Line& line, const LineSplitter& splitter) {
    lines.emplace_back(line.text);
    lengths.push_back(line.length);
    offsets.push_back(splitter.offset());
  }
  bool operator==(const Seen&) const = default;
};

/// All lines of `input`, fed in pieces of `step` bytes, each from a buffer of its exact size.
Seen split(std::string_view input, std::size_t step, std::size_t max = 8) {
  LineSplitter splitter(max);
  Seen seen;
  for (std::size_t at = 0; at < input.size(); at += step) {
    const std::string chunk(input.substr(at, step));
    splitter.feed(chunk);
    while (const auto line = splitter.next()) seen.add(*line, splitter);
  }
  if (const auto line = splitter.finish()) seen.add(*line, splitter);
  return seen;
}

}  // namespace

TEST_CASE("lines are the same however the bytes are cut into chunks", "[lines]") {
  const std::string input =
      "one\ntwo\r\n\n\r\nfar too long a line\r\nexactly8\r\nexactly9!\nlast\r\n\rx\r\r\nend";
  const Seen whole = split(input, input.size());
  CHECK(whole.lines == std::vector<std::string>{"one", "two", "", "", "far too l", "exactly8",
                                                "exactly9!", "last", "\rx\r", "end"});
  CHECK(whole.offsets.back() == input.size());
  for (std::size_t step = 1; step < input.size(); ++step) {
    INFO("chunks of " << step);
    CHECK(split(input, step) == whole);
  }
}

TEST_CASE("a line that is too long is cut to one byte more than is allowed, with its length",
          "[lines]") {
  LineSplitter splitter(4);
  splitter.feed("12345678\n1234\n12345");
  auto line = splitter.next();
  REQUIRE(line);
  CHECK(line->text == "12345");
  CHECK(line->length == 8);
  CHECK(line->cut());
  CHECK(splitter.offset() == 9);
  line = splitter.next();
  REQUIRE(line);
  CHECK(line->text == "1234");
  CHECK_FALSE(line->cut());
  CHECK_FALSE(splitter.next());
  line = splitter.finish();
  REQUIRE(line);
  CHECK(line->text == "12345");
  CHECK(line->length == 5);
}

TEST_CASE("a half line is kept, counted, and behind the offset until its end comes", "[lines]") {
  LineSplitter splitter(100, 1000);
  splitter.feed("a\nhalf");
  CHECK(splitter.next());
  CHECK_FALSE(splitter.next());
  CHECK(splitter.offset() == 1002);
  CHECK(splitter.half_line() == 4);
  splitter.feed(" whole\n");
  const auto line = splitter.next();
  REQUIRE(line);
  CHECK(line->text == "half whole");
  CHECK(splitter.offset() == 1013);
  CHECK(splitter.half_line() == 0);
  CHECK_FALSE(splitter.next());
  CHECK_FALSE(splitter.finish());
}

TEST_CASE("a byte order mark counts only at the start of the input", "[lines]") {
  CHECK(split("\xEF\xBB\xBF{}\n", 1).lines == std::vector<std::string>{"{}"});
  LineSplitter later(100, 10);
  later.feed("\xEF\xBB\xBF{}\n");
  CHECK(later.next()->text == "\xEF\xBB\xBF{}");
}

TEST_CASE("no bytes are no line", "[lines]") {
  CHECK(split("", 1).lines.empty());
}
