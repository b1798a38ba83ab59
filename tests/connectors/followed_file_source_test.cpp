#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "connectors/followed_file.h"
#include "tests/connectors/source_fakes.h"

using namespace tocsin;
using namespace tocsin::fakes;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

const SystemClock wall;

/// A followed file in a folder of its own, and what is heard of it.
struct Follow {
  TemporaryFolder folder;
  std::filesystem::path path = folder / "posts.ndjson";
  KeepingIntake intake;
  KeepingNews news;

  FollowedFileOptions options() const {
    return {.name = "f", .path = path, .look_every = 10ms, .patience = 0ms};
  }
  std::filesystem::path rotated(std::string_view suffix) const {
    return folder / ("posts.ndjson" + std::string(suffix));
  }
  /// Follows until `count` frames have been heard in all; gives the cursor.
  std::string until(std::size_t count, std::string cursor = {}) {
    FollowedFile source(options(), wall);
    RunningSource running(source, intake, news, std::move(cursor));
    REQUIRE(intake.wait_for_frames(count));
    running.stop();
    CHECK(source.status().state == SourceState::stopped);
    return intake.last_cursor();
  }
};

}  // namespace

TEST_CASE("what is appended is heard, and half a line waits for its end", "[followed_file]") {
  Follow f;
  write_file(f.path, "one\ntwo\n");
  FollowedFile source(f.options(), wall);
  RunningSource running(source, f.intake, f.news);
  REQUIRE(f.intake.wait_for_frames(2));
  append_file(f.path, "thr");
  append_file(f.path, "ee\nfour\nfi");
  REQUIRE(f.intake.wait_for_frames(4));
  running.stop();
  CHECK(f.intake.frames() == Lines{"one", "two", "three", "four"});
  CHECK(f.intake.batches()[0].time_is_created_at);
}

TEST_CASE("a file that appears later is followed from its beginning", "[followed_file]") {
  Follow f;
  auto options = f.options();
  options.from = FollowFrom::end;
  FollowedFile source(options, wall);
  RunningSource running(source, f.intake, f.news);
  REQUIRE(wait_for_state(source, SourceState::waiting));
  write_file(f.path, "one\n");
  REQUIRE(f.intake.wait_for_frames(1));
  running.stop();
  CHECK(f.intake.frames() == Lines{"one"});
  CHECK(f.news.told() == Lines{"connected"});
}

TEST_CASE("following from the end begins with the line under way", "[followed_file]") {
  Follow f;
  write_file(f.path, "old\nolder\nunder");
  auto options = f.options();
  options.from = FollowFrom::end;
  FollowedFile source(options, wall);
  RunningSource running(source, f.intake, f.news);
  REQUIRE(f.news.wait_for("connected"));
  append_file(f.path, " way\nnew\n");
  REQUIRE(f.intake.wait_for_frames(2));
  running.stop();
  CHECK(f.intake.frames() == Lines{"under way", "new"});
}

TEST_CASE("a renamed file is read to its end, its last half line too, then the new one",
          "[followed_file]") {
  Follow f;
  write_file(f.path, "one\n");
  FollowedFile source(f.options(), wall);
  RunningSource running(source, f.intake, f.news);
  REQUIRE(f.intake.wait_for_frames(1));
  std::filesystem::rename(f.path, f.rotated(".1"));
  append_file(f.rotated(".1"), "two\nthree, cut off");
  write_file(f.path, "four\n");
  REQUIRE(f.intake.wait_for_frames(4));
  running.stop();
  CHECK(f.intake.frames() == Lines{"one", "two", "three, cut off", "four"});
  CHECK(source.status().gaps.empty());
}

TEST_CASE("a truncated file is read from its beginning", "[followed_file]") {
  Follow f;
  write_file(f.path, "one\ntwo\n");
  FollowedFile source(f.options(), wall);
  RunningSource running(source, f.intake, f.news);
  REQUIRE(f.intake.wait_for_frames(2));
  std::filesystem::resize_file(f.path, 0);
  append_file(f.path, "new\n");
  REQUIRE(f.intake.wait_for_frames(3));
  running.stop();
  CHECK(f.intake.frames() == Lines{"one", "two", "new"});
  CHECK(source.status().gaps.empty());
}

TEST_CASE("a file that is written anew and grows past the old place is noticed",
          "[followed_file]") {
  Follow f;
  write_file(f.path, "one\ntwo\n");
  const std::string cursor = f.until(2);
  write_file(f.path, "other one\nother two\nother three\n");
  f.until(5, cursor);
  CHECK(f.intake.frames() == Lines{"one", "two", "other one", "other two", "other three"});
  CHECK(f.news.wait_for("gap: "));
}

TEST_CASE("copytruncate loses nothing that is in the copy", "[followed_file]") {
  Follow f;
  write_file(f.path, "one\nhalf");
  const std::string cursor = f.until(1);
  append_file(f.path, " line\nthree\n");
  std::filesystem::copy_file(f.path, f.rotated(".1"));
  std::filesystem::resize_file(f.path, 0);
  append_file(f.path, "four\n");
  f.until(4, cursor);
  CHECK(f.intake.frames() == Lines{"one", "half line", "three", "four"});
  CHECK(f.news.told() == Lines{"connected", "connected"});
}

TEST_CASE("half a line that was truncated away is a gap", "[followed_file]") {
  Follow f;
  write_file(f.path, "one\nhalf a line that will be lost");
  FollowedFile source(f.options(), wall);
  RunningSource running(source, f.intake, f.news);
  REQUIRE(f.intake.wait_for_frames(1));
  std::filesystem::resize_file(f.path, 0);
  REQUIRE(f.news.wait_for("gap: "));
  append_file(f.path, "new\n");
  REQUIRE(f.intake.wait_for_frames(2));
  running.stop();
  CHECK(f.intake.frames() == Lines{"one", "new"});
  CHECK(source.status().gaps.at(0).because.find("middle of a line") != std::string::npos);
}

TEST_CASE("a restart goes on behind the last batch", "[followed_file]") {
  Follow f;
  write_file(f.path, "one\ntwo\nthr");
  const std::string cursor = f.until(2);
  append_file(f.path, "ee\nfour\n");
  f.until(4, cursor);
  CHECK(f.intake.frames() == Lines{"one", "two", "three", "four"});
}

TEST_CASE("files rotated while nobody listened are read in their order", "[followed_file]") {
  Follow f;
  write_file(f.path, "one\ntwo\n");
  const std::string cursor = f.until(2);
  append_file(f.path, "three\n");
  std::filesystem::rename(f.path, f.rotated(".2"));
  write_file(f.rotated(".1"), "four\nfive");
  write_file(f.rotated(".1.gz"), "not to be read\n");
  write_file(f.rotated(".bak"), "not to be read either\n");
  write_file(f.rotated(".3"), "long ago\n");
  const auto now = std::filesystem::file_time_type::clock::now();
  std::filesystem::last_write_time(f.rotated(".3"), now - 3h);
  std::filesystem::last_write_time(f.rotated(".2"), now - 2h);
  std::filesystem::last_write_time(f.rotated(".1"), now - 1h);
  write_file(f.path, "six\n");
  f.until(6, cursor);
  CHECK(f.intake.frames() == Lines{"one", "two", "three", "four", "five", "six"});
  CHECK(f.news.told() == Lines{"connected", "connected"});
}

TEST_CASE("a followed file that is gone after a restart is a gap", "[followed_file]") {
  Follow f;
  write_file(f.path, "one\n");
  const std::string cursor = f.until(1);
  std::filesystem::remove(f.path);
  write_file(f.path, "a new one that nobody knows\n");
  f.until(2, cursor);
  CHECK(f.intake.frames() == Lines{"one", "a new one that nobody knows"});
  CHECK(f.news.wait_for("was not heard"));
}

TEST_CASE("a follower that is held by a full intake stops when told", "[followed_file]") {
  Follow f;
  write_file(f.path, "one\n");
  f.intake.limit(0);
  FollowedFile source(f.options(), wall);
  RunningSource running(source, f.intake, f.news);
  REQUIRE(f.news.wait_for("connected"));
  source.stop();
  f.intake.stop();
  running.join();
  CHECK(f.intake.frames().empty());
}
