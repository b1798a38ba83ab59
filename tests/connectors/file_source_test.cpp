#include "connectors/file_source.h"

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "connectors/file_identity.h"
#include "tests/connectors/source_fakes.h"

using namespace tocsin;
using namespace tocsin::fakes;

namespace {

const SystemClock wall;

std::string lines_numbered(int from, int to, std::string_view end = "\n") {
  std::string out;
  for (int i = from; i < to; ++i)
    out += R"({"id":")" + std::to_string(i) + std::string(static_cast<std::size_t>(i % 97), ' ') +
           "\"}" + std::string(end);
  return out;
}

std::vector<std::size_t> sizes_of(const std::vector<RawBatch>& batches) {
  std::vector<std::size_t> sizes;
  for (const auto& batch : batches) sizes.push_back(batch.frames.size());
  return sizes;
}

}  // namespace

TEST_CASE("a file's lines arrive in order, in full batches, and it is finished", "[file_source]") {
  const TemporaryFolder folder;
  write_file(folder / "a.ndjson", lines_numbered(0, 1100) + "last without end");
  FileSource source({.name = "f", .files = {folder / "a.ndjson"}, .read_bytes = 4096}, wall);
  KeepingIntake intake;
  KeepingNews news;
  RunningSource(source, intake, news).join();

  const auto frames = intake.frames();
  REQUIRE(frames.size() == 1101);
  CHECK(frames[0] == R"({"id":"0"})");
  CHECK(frames[1100] == "last without end");
  const auto batches = intake.batches();
  CHECK(sizes_of(batches) == std::vector<std::size_t>{512, 512, 77});
  CHECK(batches[0].time_is_created_at);
  CHECK(batches[0].source_name == "f");
  CHECK(batches[0].default_source == "posts");
  CHECK(batches[0].cursor.source == "f");
  CHECK(source.status().state == SourceState::finished);
  CHECK(source.status().frames == 1101);
  CHECK(news.told() == std::vector<std::string>{"connected"});
}

TEST_CASE("a resumed run goes on exactly behind the cursor and cuts the same batches",
          "[file_source]") {
  const TemporaryFolder folder;
  write_file(folder / "a", lines_numbered(0, 3000));
  write_file(folder / "b", lines_numbered(3000, 4000, "\r\n") + "half");
  const FileSourceOptions options{.name = "f", .files = {folder / "a", folder / "b"}};
  KeepingIntake whole;
  REQUIRE(FileSource(options, wall).run_blocking(whole, ""));
  const auto batches = whole.batches();
  const auto frames = whole.frames();
  REQUIRE(batches.size() == 8);

  std::size_t before = 0;
  for (std::size_t done = 0; done < batches.size(); ++done) {
    before += batches[done].frames.size();
    KeepingIntake rest;
    const auto run = FileSource(options, wall).run_blocking(rest, batches[done].cursor.value);
    REQUIRE(run);
    CHECK(rest.frames() == std::vector<std::string>(
                               frames.begin() + static_cast<std::ptrdiff_t>(before), frames.end()));
    auto expected = sizes_of(batches);
    expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(done) + 1);
    CHECK(sizes_of(rest.batches()) == expected);
    CHECK(run->nothing_left() == (done + 1 == batches.size()));
    CHECK(run->progress.bytes_done == run->progress.bytes_total);
  }
}

TEST_CASE("a cursor of other content begins anew", "[file_source]") {
  const TemporaryFolder folder;
  write_file(folder / "a", "1\n2\n");
  FileSource source({.name = "f", .files = {folder / "a"}}, wall);
  for (const auto* cursor : {"0123456789abcdef0123456789abcdef@2", "nonsense", "@2", "x@-1"}) {
    KeepingIntake intake;
    const auto run = source.run_blocking(intake, cursor);
    REQUIRE(run);
    CHECK(run->resumed_at == 0);
    CHECK(intake.frames() == std::vector<std::string>{"1", "2"});
  }
}

TEST_CASE("a file is known by its content, not by its name", "[file_source]") {
  const TemporaryFolder folder;
  const std::string bytes = lines_numbered(0, 500);
  write_file(folder / "a", bytes);
  write_file(folder / "b", bytes);
  write_file(folder / "c", bytes + "\n");
  write_file(folder / "d", bytes.substr(0, 9000) + '!' + bytes.substr(9001));
  const auto a = identify_file(folder / "a");
  REQUIRE(a);
  CHECK(a->bytes == bytes.size());
  CHECK(a->content == identify_file(folder / "b")->content);
  CHECK(a->content != identify_file(folder / "c")->content);
  CHECK(a->content != identify_file(folder / "d")->content);
}

TEST_CASE("a large file's identity covers its first and last bytes", "[file_source]") {
  const TemporaryFolder folder;
  std::string bytes(20 << 20, 'x');
  write_file(folder / "a", bytes);
  const auto a = identify_file(folder / "a");
  for (const std::size_t at : {std::size_t{0}, bytes.size() - 1}) {
    bytes[at] = 'y';
    write_file(folder / "b", bytes);
    CHECK(identify_file(folder / "b")->content != a->content);
    bytes[at] = 'x';
  }
}

TEST_CASE("files that cannot be read are errors that name the file", "[file_source]") {
  const TemporaryFolder folder;
  KeepingIntake intake;
  KeepingNews news;
  FileSource missing({.name = "f", .files = {folder / "none"}}, wall);
  RunningSource(missing, intake, news).join();
  CHECK(missing.status().state == SourceState::lost);
  CHECK(missing.status().last_error ==
        (folder / "none").string() + ": cannot be read: No such file or directory");
  const auto run = FileSource({.name = "f", .files = {folder / ""}}, wall).run_blocking(intake, "");
  REQUIRE_FALSE(run);
  CHECK(run.error().find("is no regular file") != std::string::npos);
}

TEST_CASE("a full intake holds the source, and stopping it ends the run", "[file_source]") {
  const TemporaryFolder folder;
  write_file(folder / "a", lines_numbered(0, 5000));
  FileSource source({.name = "f", .files = {folder / "a"}}, wall);
  KeepingIntake intake;
  KeepingNews news;
  intake.limit(2);
  RunningSource running(source, intake, news);
  REQUIRE(intake.wait_for_frames(1024));
  source.stop();
  intake.limit(1);
  running.join();
  // The batch under way when it was stopped may still go through.
  const std::size_t heard = intake.frames().size();
  CHECK((heard == 1024 || heard == 1536));
  CHECK(source.status().state == SourceState::stopped);
}

TEST_CASE("the pace is asked before each batch and may end the run", "[file_source]") {
  const TemporaryFolder folder;
  write_file(folder / "a", lines_numbered(0, 100));
  KeepingIntake intake;
  std::vector<std::size_t> asked;
  std::vector<std::uint64_t> done;
  FileSource source({.name = "f",
                     .files = {folder / "a"},
                     .batch_frames = 10,
                     .pace =
                         [&](const RawBatch& batch) {
                           asked.push_back(batch.frames.size());
                           return asked.size() < 4;
                         },
                     .progress = [&](const FileProgress& p) { done.push_back(p.frames); }},
                    wall);
  const auto run = source.run_blocking(intake, "");
  REQUIRE(run);
  CHECK(run->stopped);
  CHECK(intake.frames().size() == 30);
  CHECK(asked == std::vector<std::size_t>{10, 10, 10, 10});
  CHECK(done == std::vector<std::uint64_t>{10, 20, 30, 40});
}

TEST_CASE("a line over the bound goes on so far that the decoder sees it", "[file_source]") {
  const TemporaryFolder folder;
  write_file(folder / "a", std::string(bounds::frame_bytes * 3, 'x') + "\nshort\n");
  KeepingIntake intake;
  REQUIRE(FileSource({.name = "f", .files = {folder / "a"}}, wall).run_blocking(intake, ""));
  const auto frames = intake.frames();
  REQUIRE(frames.size() == 2);
  CHECK(frames[0].size() == bounds::frame_bytes + 1);
  CHECK(frames[1] == "short");
}

TEST_CASE("recorded Jetstream frames keep their own time", "[file_source]") {
  const TemporaryFolder folder;
  write_file(folder / "a", "{}\n");
  KeepingIntake intake;
  REQUIRE(
      FileSource({.name = "f", .files = {folder / "a"}, .form = {Wire::jetstream, "bluesky"}}, wall)
          .run_blocking(intake, ""));
  CHECK_FALSE(intake.batches().at(0).time_is_created_at);
  CHECK(intake.batches().at(0).default_source == "bluesky");
}

TEST_CASE("options out of range are told, each with its name", "[file_source]") {
  const FileSourceOptions options{.batch_frames = 0, .read_bytes = 1};
  const auto wrong = options.validate();
  REQUIRE(wrong.size() == 4);
  CHECK(wrong[0].starts_with("name:"));
  CHECK(wrong[1].starts_with("files:"));
  CHECK(wrong[2] == "batch_frames: must be 1 to 512");
  CHECK(wrong[3].starts_with("read_bytes:"));
}
