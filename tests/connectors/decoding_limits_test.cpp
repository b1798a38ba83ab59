#include <fstream>

#include <catch2/catch_test_macros.hpp>

#include "engine/bounds.h"
#include "tests/connectors/decoding.h"
#include "tests/places.h"

using namespace tocsin;
using namespace tocsin::test;

namespace {

std::string with(const std::string& more) {
  return R"({"id":"p","text":"t","author":{"id":"a"},)" + more + "}";
}
std::string with_text(const std::string& text) {
  return R"({"id":"p","text":")" + text + R"(","author":{"id":"a"}})";
}
std::string nested(int levels, char open, char close) {
  std::string inner;
  for (int i = 0; i < levels; ++i) inner += open == '{' ? "{\"a\":" : "[";
  inner += '1';
  return inner + std::string(static_cast<std::size_t>(levels), close);
}

// `reason<TAB>field<TAB>line` of a file of cases.
void check_rejected(const std::string& file, Wire wire) {
  std::ifstream cases(std::string(TOCSIN_TESTS_DIR) + "/data/decode/" + file);
  REQUIRE(cases);
  int count = 0;
  for (std::string row; std::getline(cases, row);) {
    if (row.starts_with('#')) continue;
    const auto first = row.find('\t'), second = row.find('\t', first + 1);
    REQUIRE(second != std::string::npos);
    const auto line = row.substr(second + 1);
    INFO(line);
    const auto frame = decode_line(wire, line);
    REQUIRE(frame.kind == FrameKind::rejected);
    CHECK(name_of(frame.reason) == row.substr(0, first));
    CHECK(frame.detail == row.substr(first + 1, second - first - 1));
    ++count;
  }
  CHECK(count > 30);
}

}  // namespace

TEST_CASE("each bad NDJSON line is rejected with its reason and field", "[decode]") {
  check_rejected("posts_rejected.tsv", Wire::posts);
}

TEST_CASE("each bad Jetstream frame is rejected with its reason and field", "[decode]") {
  check_rejected("jetstream_rejected.tsv", Wire::jetstream);
}

TEST_CASE("64 levels are read, 65 are too deep, wherever they stand", "[decode]") {
  for (const auto& [open, close] : {std::pair{'[', ']'}, std::pair{'{', '}'}}) {
    const auto level = [&](int n) { return with("\"x\":" + nested(n, open, close)); };
    CHECK(decode_line(Wire::posts, level(63)).kind == FrameKind::post);
    CHECK(decode_line(Wire::posts, level(64)).reason == RejectReason::too_deep);
    CHECK(decode_line(Wire::posts, level(100'000)).reason == RejectReason::too_deep);
  }
  CHECK(decode_line(Wire::posts, nested(64, '[', ']')).reason == RejectReason::not_an_object);
  CHECK(decode_line(Wire::posts, nested(65, '[', ']')).reason == RejectReason::too_deep);
  CHECK(decode_line(Wire::posts, std::string(200'000, '[')).reason == RejectReason::too_deep);
  std::string embed =
      R"({"did":"did:plc:a","time_us":1,"kind":"commit","commit":{"record":{"embed":)";
  for (int i = 0; i < 70; ++i) embed += "{\"media\":";
  CHECK(decode_line(Wire::jetstream, embed + "1" + std::string(73, '}')).reason ==
        RejectReason::too_deep);
}

TEST_CASE("frames, ids, texts and lists are bounded", "[decode]") {
  const auto id = [](std::size_t size) {
    return R"({"id":")" + std::string(size, 'i') + R"(","text":"t","author":{"id":"a"}})";
  };
  CHECK(decode_line(Wire::posts, id(bounds::id_bytes)).kind == FrameKind::post);
  CHECK(decode_line(Wire::posts, id(bounds::id_bytes + 1)).reason == RejectReason::id_too_long);
  CHECK(decode_line(Wire::posts, with_text(std::string(bounds::text_bytes, 't'))).kind ==
        FrameKind::post);
  CHECK(decode_line(Wire::posts, with_text(std::string(bounds::text_bytes + 1, 't'))).reason ==
        RejectReason::text_too_long);
  const auto frame = [](std::size_t size) {
    const auto most = with("\"x\":\"\"").size();
    return with("\"x\":\"" + std::string(size - most, 'x') + "\"");
  };
  CHECK(decode_line(Wire::posts, frame(bounds::frame_bytes)).kind == FrameKind::post);
  CHECK(decode_line(Wire::posts, frame(bounds::frame_bytes + 1)).reason == RejectReason::too_large);
  std::string links;
  for (std::size_t i = 0; i <= bounds::list_items; ++i)
    links += (i ? ",\"l" : "\"l") + std::to_string(i) + "\"";
  const auto cut = decode_line(Wire::posts, with("\"links\":[" + links + "]"));
  REQUIRE(cut.kind == FrameKind::post);
  CHECK(cut.list_cut);
  CHECK(cut.post.links.size() == bounds::list_items);
}

TEST_CASE("numbers as ids keep their digits, however many", "[decode]") {
  for (const std::string id : {"0", "7", "9223372036854775808", "18446744073709551616",
                               "123456789012345678901234567890"}) {
    const auto frame = decode_line(
        Wire::posts, R"({"id":)" + id + R"(,"text":"t","author":{"id":)" + id + R"(}})");
    REQUIRE(frame.kind == FrameKind::post);
    CHECK(frame.post.id == id);
    CHECK(frame.post.author.id == id);
  }
}

TEST_CASE("counts are read whole; 120.0 is 120", "[decode]") {
  for (const auto& [text, value] :
       {std::pair{"0", 0L}, std::pair{"120.0", 120L}, std::pair{"12345678", 12345678L},
        std::pair{"1234567890123456", 1234567890123456L},
        std::pair{"9223372036854775807", 9223372036854775807L}}) {
    INFO(text);
    CHECK(decode_line(Wire::posts, with(std::string("\"likes\":") + text)).post.likes == value);
  }
  // A byte just beside the digits in any of eight places is no digit.
  for (std::size_t i = 0; i < 8; ++i)
    for (const char c : {'/', ':', '*', ' ', 'a'}) {
      std::string number = "12345678";
      number[i] = c;
      INFO(number);
      const auto frame = decode_line(Wire::posts, with("\"likes\":" + number));
      if (c == ' ' && (i == 0 || i == 7)) continue;
      CHECK(frame.kind == FrameKind::rejected);
    }
}

TEST_CASE("lone surrogates become U+FFFD and are counted, pairs are characters", "[decode]") {
  const auto read = [](const std::string& text) {
    return decode_line(Wire::posts, with_text(text));
  };
  CHECK(read(R"(\ud83d\ude00)").post.text == "😀");
  CHECK_FALSE(read(R"(\ud83d\ude00)").repaired);
  for (const auto& [escaped, mended] :
       {std::pair{R"(a\ud83d)", "a\uFFFD"}, std::pair{R"(\ude00b)", "\uFFFDb"},
        std::pair{R"(\ud83d\u0041)", "\uFFFDA"}, std::pair{R"(\ud83d\ud83d\ude00)", "\uFFFD😀"},
        std::pair{R"(\ud83d\n)", "\uFFFD\n"}}) {
    INFO(escaped);
    const auto frame = read(escaped);
    REQUIRE(frame.kind == FrameKind::post);
    CHECK(frame.post.text == mended);
    CHECK(frame.repaired);
  }
  CHECK(read(R"(nul \u0000 and \u001f)").post.text == std::string("nul \0 and \x1f", 11));
  CHECK_FALSE(decode_line(Wire::posts, with(R"("x":"\ud83d")")).repaired);
}

TEST_CASE("escapes in names are what they say, and no name hides in another", "[decode]") {
  const auto escaped = decode_line(
      Wire::posts, R"({"\u0069d":"p","te\u0078t":"t","author":{"i\u0064":"a"},"x\"y\\":1})");
  REQUIRE(escaped.kind == FrameKind::post);
  CHECK(escaped.post.id == "p");
  const auto hidden =
      decode_line(Wire::posts, R"({"id":"p","text":"t","text\"":"u","author":{"id":"a"}})");
  REQUIRE(hidden.kind == FrameKind::post);
  CHECK(hidden.post.text == "t");
}

TEST_CASE("text that is not UTF-8 is rejected, wherever it stands", "[decode]") {
  for (const std::string bad :
       {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "a\x80"}) {
    CHECK(decode_line(Wire::posts, with_text(bad)).reason == RejectReason::bad_utf8);
    CHECK(decode_line(Wire::posts, with("\"x\":\"" + bad + "\"")).reason == RejectReason::bad_utf8);
    CHECK(decode_line(Wire::posts, with("\"" + bad + "\":1")).reason == RejectReason::bad_utf8);
  }
}

TEST_CASE("a byte order mark, white space and a carriage return are tolerated", "[decode]") {
  const auto marked = decode_line(Wire::posts, "\xEF\xBB\xBF" + with_text("t"));
  CHECK(marked.kind == FrameKind::post);
  CHECK(marked.repaired);
  const auto spaced = decode_line(
      Wire::posts, " \t{ \"id\" : \"p\" , \"text\" : \"t\" , \"author\" : { \"id\" : 7 } } \r");
  REQUIRE(spaced.kind == FrameKind::post);
  CHECK(spaced.post.text == "t");
  CHECK(spaced.post.author.id == "7");
  CHECK(decode_line(Wire::posts, "\xEF\xBB\xBF").reason == RejectReason::empty_line);
}

TEST_CASE("a frame that is cut off never takes from the next one", "[decode]") {
  const std::string whole = R"({"id":"p","text":"t","author":{"id":"a"}})";
  for (std::size_t size = 0; size < whole.size(); ++size)
    for (const std::string& next :
         {whole, std::string("}"), std::string(R"(,"id":"q"})"), std::string(R"(,"text":"u"})"),
          std::string(R"("author":{"id":"a"}})")}) {
      INFO(whole.substr(0, size) << " | " << next);
      const auto frames = decode_lines(Wire::posts, {whole, whole.substr(0, size), next, whole});
      CHECK(frames[0].kind == FrameKind::post);
      CHECK(frames[1].kind == FrameKind::rejected);
      CHECK(frames[1].reason == decode_line(Wire::posts, whole.substr(0, size)).reason);
      CHECK(frames[2].reason == decode_line(Wire::posts, next).reason);
      CHECK(frames[2].kind == (next == whole ? FrameKind::post : FrameKind::rejected));
      CHECK(frames[3].kind == FrameKind::post);
    }
}

TEST_CASE("a Jetstream frame that is cut off is refused as it is alone", "[decode]") {
  const std::string cut = R"({"did":"did:plc:a","kind":"identity","identity":{"handle":"h"})";
  const std::string next = R"(,"time_us":1,"kind":"identity"})";
  const auto frames = decode_lines(Wire::jetstream, {cut, next, cut});
  for (std::size_t i = 0; i < frames.size(); ++i) {
    REQUIRE(frames[i].kind == FrameKind::rejected);
    CHECK(frames[i].reason == RejectReason::not_json);
  }
}

TEST_CASE("optional parts of an NDJSON post become parts of its text", "[decode]") {
  const auto post =
      decode_line(Wire::posts, with(R"("title":"Acme","warning":"","quoted":"old","langs":["de"])"))
          .post;
  CHECK(post.text == "Acme\nt");
  REQUIRE(post.parts.size() == 2);
  CHECK(post.parts[0].part == Part::title);
  CHECK(post.parts[1].part == Part::body);
  CHECK(post.parts[1].begin == 5);
  CHECK(post.quoted_text == "old");
  CHECK(post.is_quote == true);
  CHECK(post.lang == "de");
}
