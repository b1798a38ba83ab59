#include <algorithm>
#include <filesystem>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/render.h"
#include "timeline.h"

namespace {

std::vector<Timeline> all_timelines() {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(TOCSIN_TESTS_DIR "/data/rules/timeline"))
    if (entry.path().extension() == ".cases") files.push_back(entry.path().string());
  std::ranges::sort(files);
  std::vector<Timeline> all;
  for (const auto& file : files)
    for (auto& timeline : read_timelines(file)) all.push_back(std::move(timeline));
  return all;
}

enum class Restart : bool { no, yes };

/// Post by post; what must be said of each is checked where `checks`.
std::string run(const Timeline& timeline, Restart restart, bool checks) {
  TimelineRun line(book_of(timeline));
  for (const auto& post : timeline.posts) {
    line.hear({post.frame});
    if (restart == Restart::yes) line.restart();
    if (!checks) continue;
    const auto outcome = line.outcome(post.id);
    INFO(post.place << ": " << post.frame << "\nrule: " << timeline.when);
    CHECK(outcome.sign == post.outcome);
    if (post.checks_saw) CHECK(outcome.saw == post.saw);
  }
  return tocsin::test::all_of(line.store());
}

}  // namespace

TEST_CASE("every post of every timeline becomes what its file says", "[timeline]") {
  std::size_t posts = 0;
  for (const Timeline& timeline : all_timelines()) {
    run(timeline, Restart::no, true);
    posts += timeline.posts.size();
  }
  CHECK(posts >= 200);
}

TEST_CASE("timelines end the same with a restart behind every post, and as one batch",
          "[timeline]") {
  for (const Timeline& timeline : all_timelines()) {
    INFO(timeline.place << " rule: " << timeline.when);
    const auto quiet = run(timeline, Restart::no, false);
    CHECK(run(timeline, Restart::yes, false) == quiet);
    TimelineRun line(book_of(timeline));
    std::vector<std::string> frames;
    for (const auto& post : timeline.posts) frames.push_back(post.frame);
    line.hear(frames);
    CHECK(tocsin::test::all_of(line.store()) == quiet);
  }
}
