#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <catch2/catch_test_macros.hpp>

#include "tests/connectors/decoding.h"
#include "tests/places.h"

using namespace tocsin;
using namespace tocsin::test;
namespace fs = std::filesystem;

namespace {

struct Case {
  std::string name;
  std::string content;
};

fs::path cases_folder() {
  const char* const set = std::getenv("TOCSIN_NPM_CASES");
  return set != nullptr ? fs::path(set) : fs::path(TOCSIN_SOURCE_DIR) / "build/npm-cases";
}

std::vector<Case> cases_of(const std::string& kind) {
  const auto folder = cases_folder() / kind;
  if (!fs::is_directory(folder))
    SKIP("no cases in " << folder.string()
                        << ": run `npm ci && node export.mjs FOLDER` in tests/npm, and set "
                           "TOCSIN_NPM_CASES to FOLDER");
  std::vector<Case> cases;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    cases.push_back({entry.path().filename().string(),
                     {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}});
  }
  return cases;
}

// Reasons that speak of the JSON itself, not of what a post needs.
bool is_bad_json(const OwnedFrame& frame) {
  switch (frame.kind == FrameKind::rejected ? frame.reason : RejectReason::count) {
    case RejectReason::not_json:
    case RejectReason::bad_utf8:
    case RejectReason::too_deep:
    case RejectReason::trailing_bytes:
    case RejectReason::empty_line:
      return true;
    default:
      return false;
  }
}

std::string in_unknown_field(const std::string& value) {
  return R"({"id":"p","text":"t","unknown":)" + value + R"(,"author":{"id":"a"}})";
}
std::string in_jetstream_record(const std::string& value) {
  return R"({"did":"did:plc:a","time_us":1,"kind":"commit","commit":{"operation":"create",)"
         R"("collection":"app.bsky.feed.like","rkey":"k","record":{"unknown":)" +
         value + "}}}";
}

}  // namespace

TEST_CASE("JSONTestSuite as whole documents: no wrong accept, no wrong refusal", "[decode]") {
  for (const auto& [name, content] : cases_of("json"))
    for (const auto wire : {Wire::posts, Wire::jetstream}) {
      INFO(name << ": " << content.substr(0, 200));
      const auto frame = decode_line(wire, content);
      CHECK(frame.kind == FrameKind::rejected);  // none of them is a post
      if (name[0] == 'y') CHECK_FALSE(is_bad_json(frame));
      if (name[0] == 'n') CHECK(is_bad_json(frame));
    }
}

TEST_CASE("JSONTestSuite as a value that is passed by: validated all the same", "[decode]") {
  for (const auto& [name, content] : cases_of("json")) {
    INFO(name << ": " << content.substr(0, 200));
    const auto post = decode_line(Wire::posts, in_unknown_field(content));
    const auto like = decode_line(Wire::jetstream, in_jetstream_record(content));
    if (name[0] == 'y') {
      CHECK(post.kind == FrameKind::post);
      CHECK(like.kind == FrameKind::other);
    }
    if (name[0] == 'n') {
      CHECK(is_bad_json(post));
      CHECK(is_bad_json(like));
    }
  }
}

TEST_CASE("a bad neighbour leaves the other frames of a batch as they are", "[decode]") {
  const std::string good = R"({"id":"p","text":"t","author":{"id":"a"}})";
  for (const auto& [name, content] : cases_of("json")) {
    INFO(name << ": " << content.substr(0, 200));
    const auto frames = decode_lines(Wire::posts, {good, content, good});
    CHECK(frames[0].kind == FrameKind::post);
    CHECK(frames[1].kind == FrameKind::rejected);
    CHECK(frames[1].reason == decode_line(Wire::posts, content).reason);
    CHECK(frames[2].kind == FrameKind::post);
  }
}

TEST_CASE("naughty strings come out as they went in", "[decode]") {
  for (const auto& [name, content] : cases_of("blns")) {
    std::string escaped, plain;
    for (const char c : content) {
      char unit[8];
      std::snprintf(unit, sizeof unit, "\\u%04x", static_cast<unsigned char>(c));
      const bool special = c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
      plain += special ? unit : std::string(1, c);
      escaped += static_cast<unsigned char>(c) < 0x80 ? unit : std::string(1, c);
    }
    for (const auto& text : {plain, escaped}) {
      INFO(name);
      const auto frame =
          decode_line(Wire::posts, R"({"id":"p","text":")" + text +
                                       R"(","author":{"id":"a","name":")" + text + "\"}}");
      REQUIRE(frame.kind == FrameKind::post);
      CHECK(frame.post.text == content);
      CHECK(frame.post.author.name == content);
      CHECK_FALSE(frame.repaired);
    }
  }
}
