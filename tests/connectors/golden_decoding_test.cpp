#include <filesystem>
#include <fstream>
#include <map>

#include <catch2/catch_test_macros.hpp>

#include "tests/connectors/decoding.h"
#include "tests/places.h"

using namespace tocsin;
using namespace tocsin::test;

namespace {

struct Counts {
  std::size_t posts = 0;
  std::size_t retractions = 0;
  std::map<std::string, std::size_t> other;
  bool operator==(const Counts&) const = default;
};

// The value of `"name":"…"` where it first stands; the captures hold no white space.
std::string after(const std::string& line, const std::string& name) {
  const std::string start = "\"" + name + "\":\"";
  const auto at = line.find(start);
  if (at == std::string::npos) return {};
  const auto begin = at + start.size();
  return line.substr(begin, line.find('"', begin) - begin);
}

// Counted from the text alone, without any of the decoder's code.
Counts counted_independently(const std::vector<std::string>& lines) {
  Counts counts;
  for (const auto& line : lines) {
    const auto kind = after(line, "kind");
    if (kind != "commit") {
      ++counts.other[kind];
    } else if (const auto collection = after(line, "collection");
               collection != "app.bsky.feed.post") {
      ++counts.other[collection];
    } else if (after(line, "operation") == "delete") {
      ++counts.retractions;
    } else {
      ++counts.posts;
    }
  }
  return counts;
}

Counts counted(const std::vector<OwnedFrame>& frames) {
  Counts counts;
  for (const auto& frame : frames) switch (frame.kind) {
      case FrameKind::post:
        ++counts.posts;
        break;
      case FrameKind::retraction:
        ++counts.retractions;
        break;
      case FrameKind::account_gone:
      case FrameKind::account_back:
        ++counts.other["account"];
        break;
      case FrameKind::identity:
        ++counts.other["identity"];
        break;
      case FrameKind::other:
        ++counts.other[frame.other_kind];
        break;
      case FrameKind::rejected:
        FAIL("rejected: " << name_of(frame.reason) << " " << frame.detail);
    }
  return counts;
}

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  if (!file) SKIP("no recorded frames at " + path + ": set TOCSIN_SHARED to the captures' folder");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

const std::string shared = TOCSIN_SHARED_DIR;

}  // namespace

TEST_CASE("recorded production frames decode to an independent count", "[decode][golden]") {
  const auto lines = lines_of(shared + "/captures/jetstream-real-production/expected_v1.jsonl");
  REQUIRE(lines.size() == 152);
  CHECK(counted(decode_lines(Wire::jetstream, lines)) == counted_independently(lines));
}

TEST_CASE("every recorded post has what its frame says", "[decode][golden]") {
  const auto lines = lines_of(shared + "/captures/jetstream-real-production/expected_v1.jsonl");
  const auto frames = decode_lines(Wire::jetstream, lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (frames[i].kind != FrameKind::post) continue;
    const auto& post = frames[i].post;
    INFO(lines[i]);
    CHECK(post.source == "bluesky");
    CHECK(post.author.id == after(lines[i], "did"));
    CHECK(post.id ==
          "at://" + after(lines[i], "did") + "/app.bsky.feed.post/" + after(lines[i], "rkey"));
    CHECK(lines[i].find("\"time_us\":" + std::to_string(us_of(post.time))) != std::string::npos);
    CHECK(post.is_reply() == (lines[i].find("\"reply\":{") != std::string::npos));
    CHECK(post.created_at.has_value());
    CHECK(frames[i].key == post_key(post.source, post.id));
    CHECK_FALSE(frames[i].repaired);
    CHECK_FALSE(frames[i].list_cut);
  }
}

TEST_CASE("one frame of each recorded kind is what it is", "[decode][golden]") {
  const auto lines = lines_of(shared + "/captures/jetstream-real-production/golden_v1.jsonl");
  CHECK(counted(decode_lines(Wire::jetstream, lines)) == counted_independently(lines));
}

TEST_CASE("another client's recorded posts decode", "[decode][golden]") {
  const auto lines =
      lines_of(shared + "/data/payloads/bluesky-jetstream/bluenotify_test_events.jsonl");
  const auto frames = decode_lines(Wire::jetstream, lines);
  CHECK(counted(frames) == counted_independently(lines));
}
