#include "engine/json_writer.h"

#include <limits>

#include <catch2/catch_test_macros.hpp>

namespace tocsin {
namespace {

std::string written(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string time_text(std::int64_t us) {
  std::string out;
  return append_rfc3339(out, instant_from_us(us)) ? out : "refused";
}

TEST_CASE("JSON strings escape what JSON and JavaScript cannot hold", "[json_writer]") {
  CHECK(written("") == R"("")");
  CHECK(written("plain words of more than eight bytes") ==
        R"("plain words of more than eight bytes")");
  CHECK(written("say \"no\"\\yes") == R"("say \"no\"\\yes")");
  CHECK(written(std::string_view("\0\x01\x1f\x7f", 4)) == "\"\\u0000\\u0001\\u001f\x7f\"");
  CHECK(written("a\nb\rc\td") == R"("a\nb\rc\td")");
  CHECK(written("x\u2028y\u2029z\u2027") == "\"x\\u2028y\\u2029z\u2027\"");
  CHECK(written("grüße 😡 まさと") == "\"grüße 😡 まさと\"");
}

TEST_CASE("every special byte is seen at every place of a word", "[json_writer]") {
  for (std::size_t at = 0; at < 17; ++at) {
    for (const auto& [byte, escaped] :
         {std::pair{'"', "\\\""}, {'\\', "\\\\"}, {'\x1f', "\\u001f"}}) {
      std::string text(17, 'a'), wanted(17, 'a');
      text[at] = byte;
      wanted.replace(at, 1, escaped);
      CHECK(written(text) == '"' + wanted + '"');
    }
  }
}

TEST_CASE("bytes that are not UTF-8 become one replacement for each maximal part",
          "[json_writer]") {
  CHECK(written("a\xFFz") == "\"a\uFFFDz\"");
  CHECK(written("\xC0\xAF") == "\"\uFFFD\uFFFD\"");                      // overlong
  CHECK(written("\xED\xA0\x80") == "\"\uFFFD\uFFFD\uFFFD\"");            // a surrogate
  CHECK(written("\xF4\x90\x80\x80") == "\"\uFFFD\uFFFD\uFFFD\uFFFD\"");  // beyond U+10FFFF
  CHECK(written("\xE2\x82") == "\"\uFFFD\"");                            // cut at the end
  CHECK(written("\xF0\x9F\x98!") == "\"\uFFFD!\"");                      // cut in the middle
}

TEST_CASE("times are written as RFC 3339 in milliseconds", "[json_writer]") {
  CHECK(time_text(0) == "1970-01-01T00:00:00.000Z");
  CHECK(time_text(1'795'255'200'123'999) == "2026-11-21T10:00:00.123Z");
  CHECK(time_text(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(time_text(std::numeric_limits<std::int64_t>::max()) == "refused");
  Instant back;
  const std::string text = time_text(1'795'255'200'123'000);
  REQUIRE(parse_rfc3339(text.data(), text.data() + text.size(), back));
  CHECK(us_of(back) == 1'795'255'200'123'000);
}

TEST_CASE("the writer places commas and says null for what JSON cannot say", "[json_writer]") {
  std::string out;
  JsonWriter w(out);
  w.begin_object().field("n", 1u).field("m", std::int64_t{-5}).field("t", true);
  w.key("list").begin_array().value("a").value(2.5).null().begin_object().end_object().end_array();
  w.field_if("empty", "").field_if("full", "x");
  w.field("nan", std::numeric_limits<double>::quiet_NaN());
  w.field("never", Instant::max()).field("max", std::numeric_limits<std::uint64_t>::max());
  w.end_object();
  CHECK(
      out ==
      R"({"n":1,"m":-5,"t":true,"list":["a",2.5,null,{}],"full":"x","nan":null,"never":null,"max":18446744073709551615})");
  out.clear();
  w.restart();
  w.value("next");
  CHECK(out == R"("next")");
}

}  // namespace
}  // namespace tocsin
