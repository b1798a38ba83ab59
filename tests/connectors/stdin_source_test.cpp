#include "connectors/stdin_source.h"

#include <array>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <unistd.h>

#include "connectors/file_identity.h"
#include "tests/connectors/source_fakes.h"

using namespace tocsin;
using namespace tocsin::fakes;

namespace {

const SystemClock wall;

struct Pipe {
  Pipe() { REQUIRE(::pipe(ends.data()) == 0); }
  ~Pipe() {
    ::close(ends[0]);
    close_writer();
  }
  void write(std::string_view bytes) const {
    REQUIRE(::write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  void close_writer() {
    if (ends[1] >= 0) ::close(ends[1]);
    ends[1] = -1;
  }
  std::array<int, 2> ends{};
};

}  // namespace

TEST_CASE("standard input is heard line by line and ends finished", "[stdin_source]") {
  Pipe pipe;
  StdinSource source({.fd = pipe.ends[0]}, wall);
  KeepingIntake intake;
  KeepingNews news;
  RunningSource running(source, intake, news);
  pipe.write("one\ntwo\nha");
  REQUIRE(intake.wait_for_frames(2));
  pipe.write("lf\nlast");
  pipe.close_writer();
  running.join();
  CHECK(intake.frames() == std::vector<std::string>{"one", "two", "half", "last"});
  CHECK(source.status().state == SourceState::finished);
  CHECK(intake.last_cursor().empty());
}

TEST_CASE("the time of what was heard last is in the status", "[stdin_source]") {
  Pipe pipe;
  StdinSource source({.fd = pipe.ends[0]}, wall);
  KeepingIntake intake;
  KeepingNews news;
  RunningSource running(source, intake, news);
  const auto post = [](const std::string& created_at) {
    return R"({"id":"p","text":"t","author":{"id":"a"},"created_at":")" + created_at + "\"}\n";
  };
  pipe.write("no post\n");
  REQUIRE(intake.wait_for_frames(1));
  CHECK(source.status().last_frame_time == Instant{});
  pipe.write(post("2023-11-14T22:13:20Z"));
  REQUIRE(intake.wait_for_frames(2));
  CHECK(source.status().last_frame_time == instant_from_us(1'700'000'000'000'000));
  pipe.write(post("2023-11-14T22:13:19Z"));
  REQUIRE(intake.wait_for_frames(3));
  CHECK(source.status().last_frame_time == instant_from_us(1'700'000'000'000'000));
  running.stop();
}

TEST_CASE("an idle standard input stops when told", "[stdin_source]") {
  Pipe pipe;
  StdinSource source({.fd = pipe.ends[0]}, wall);
  KeepingIntake intake;
  KeepingNews news;
  RunningSource running(source, intake, news);
  pipe.write("one\n");
  REQUIRE(intake.wait_for_frames(1));
  running.stop();
  CHECK(source.status().state == SourceState::stopped);
}

TEST_CASE("a regular file is fine as standard input", "[stdin_source]") {
  const TemporaryFolder folder;
  write_file(folder / "a", "1\n2");
  const OpenFile file(folder / "a");
  StdinSource source({.fd = file.fd()}, wall);
  KeepingIntake intake;
  KeepingNews news;
  RunningSource(source, intake, news).join();
  CHECK(intake.frames() == std::vector<std::string>{"1", "2"});
}

TEST_CASE("a standard input that cannot be read is lost, with the reason", "[stdin_source]") {
  const TemporaryFolder folder;
  const OpenFile directory(folder / "");
  StdinSource source({.fd = directory.fd()}, wall);
  KeepingIntake intake;
  KeepingNews news;
  RunningSource(source, intake, news).join();
  CHECK(source.status().state == SourceState::lost);
  CHECK(news.told().back() == "lost: standard input: Is a directory");
}
