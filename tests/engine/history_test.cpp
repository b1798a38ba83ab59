#include "engine/judge/history.h"

#include <catch2/catch_test_macros.hpp>

using namespace tocsin;
using std::chrono::days;

namespace {

const Instant first{days{20'000}};

struct Sums {
  std::int64_t posts = 0;
  std::int64_t complaints = 0;
  bool operator==(const Sums&) const = default;
};

Sums sums(const AuthorState& author, int day) {
  const auto facts = facts_of(author, first + days{day});
  return {facts.posts_30d, facts.complaints_30d};
}

}  // namespace

TEST_CASE("an author's posts count for the thirty days that end with theirs", "[history]") {
  AuthorState author;
  CHECK(sums(author, 0) == Sums{0, 0});
  count_post(author, first, true);
  count_post(author, first + std::chrono::hours{23}, false);
  count_post(author, first + days{10}, true);
  CHECK(sums(author, 10) == Sums{3, 2});
  CHECK(sums(author, 29) == Sums{3, 2});
  CHECK(sums(author, 30) == Sums{1, 1});
  CHECK(sums(author, 39) == Sums{1, 1});
  CHECK(sums(author, 40) == Sums{0, 0});
}

TEST_CASE("a post that comes late counts on its own day, if that is not over", "[history]") {
  AuthorState author;
  count_post(author, first + days{40}, false);
  count_post(author, first + days{11}, true);  // the oldest day that still counts
  count_post(author, first + days{10}, true);
  count_post(author, first + days{20}, false);
  CHECK(sums(author, 40) == Sums{3, 1});
  CHECK(sums(author, 0) == Sums{3, 1});  // as of its newest day
  CHECK(sums(author, 41) == Sums{2, 0});
}

TEST_CASE("no author's days grow beyond thirty, nor a day's count beyond its type", "[history]") {
  AuthorState author;
  for (int day = 0; day < 1000; ++day) count_post(author, first + days{day}, day % 2 == 0);
  CHECK(author.by_day.size() == AuthorState::days);
  CHECK(sums(author, 999) == Sums{30, 15});
  for (int i = 0; i < 70'000; ++i) count_post(author, first + days{2000}, true);
  CHECK(sums(author, 2000) == Sums{65'535, 65'535});
}
