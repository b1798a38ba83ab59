#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>

#include <catch2/catch_test_macros.hpp>

#include "rules/rules.h"
#include "tests/places.h"
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

std::string by(tocsin::LimitBy same) {
  constexpr std::array<const char*, 5> names{"author", "conversation", "brand", "text", "rule"};
  return names.at(static_cast<std::size_t>(same));
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

TEST_CASE("every window, limit and field of history has timelines, in which it holds and does not",
          "[timeline]") {
  using namespace tocsin;
  std::map<std::string, std::array<std::size_t, 2>> posts;  ///< by what they are about: not, yes
  std::vector<rules::Problem> problems;
  for (const Timeline& timeline : all_timelines()) {
    std::set<std::string> about;
    const auto pack = rules::parse_pack("t.yaml", yaml_of(timeline), {}, problems);
    for (const auto& rule : pack.rules) {
      for (const auto& window : rule.windows)
        about.insert(std::string(name_of(window.kind)) + ' ' + by(window.same));
      if (rule.limit) about.insert("limit " + by(rule.limit->by));
      for (const auto& condition : rule.where) about.emplace(rules::name_of(condition.field));
    }
    for (const auto& post : timeline.posts)
      for (const auto& each : about) ++posts[each].at(post.outcome == '+' ? 1 : 0);
  }
  for (const char* what :
       {"repeat author", "repeat conversation", "repeat brand", "repeat text", "surge author",
        "surge conversation", "surge brand", "surge text", "distinct text", "limit author",
        "limit conversation", "limit brand", "limit text", "limit rule", "history.posts_30d",
        "history.complaints_30d", "history.open_cases", "customer.known"}) {
    INFO(what);
    CHECK(posts[what][0] >= 1);
    CHECK(posts[what][1] >= 1);
  }
  // Nothing is known of customers yet: conditions on them do not hold.
  for (const char* what : {"customer.segment", "customer.since_days", "customer.spend"}) {
    INFO(what);
    CHECK(posts[what][0] >= 1);
  }
}
