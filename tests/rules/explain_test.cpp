#include "rules/explain.h"

#include <cstdlib>

#include <catch2/catch_test_macros.hpp>

#include "tests/rules/match_cases.h"
#include "tests/rules/pack_files.h"

using namespace tocsin;
using namespace tocsin::rules;

namespace {

Explanation explained(const RuleBook& book, const Post& post) {
  PostViewArrays arrays;
  auto explanation = explain(book, RuleIndex{0}, view_of(post, arrays));
  REQUIRE(explanation);
  return std::move(*explanation);
}

/// A case's rule and text, and all that is said of it.
std::string told(const MatchCase& one, const Explanation& e) {
  std::string out = "# " + one.rule + (one.post.empty() ? "" : "  [" + one.post + ']') + "\n> ";
  return out + one.text + '\n' + to_text(e) + '\n';
}

}  // namespace

TEST_CASE("each case is explained as the page beside it says", "[explain]") {
  const auto files = test::files_in(test::data_folder() / "explain", ".cases");
  REQUIRE(files.size() >= 3);
  // TOCSIN_WRITE_EXPECTED=1 writes what is missing, for a person to read before it is committed.
  const bool write = std::getenv("TOCSIN_WRITE_EXPECTED") != nullptr;
  for (const auto& file : files) {
    std::string said;
    for (const MatchCase& one : read_match_cases(file.string())) {
      const auto book = book_of(one);
      const Explanation e = explained(*book, post_of(one.post, one.text));
      INFO(one.place);
      CHECK(e.matches == one.matches);
      said += told(one, e);
    }
    auto expected = file;
    expected.replace_extension(".expected");
    if (write && !std::filesystem::exists(expected)) std::ofstream(expected) << said;
    INFO(file);
    CHECK(said == test::read_file(expected));
  }
}

TEST_CASE("an explanation agrees with the matcher on every case of the language", "[explain]") {
  for (const auto& file : test::files_in(test::data_folder() / "match", ".cases"))
    for (const MatchCase& one : read_match_cases(file.string())) {
      const auto book = book_of(one);
      const Post post = post_of(one.post, one.text);
      const Explanation e = explained(*book, post);
      INFO(one.place << '\n' << to_text(e));
      CHECK(e.matches == one.matches);
      CHECK((e.failed() == nullptr) == one.matches);
      CHECK_FALSE(e.why.empty());
      PostViewArrays arrays;
      const PostView view = view_of(post, arrays);
      const PostView* views[] = {&view};
      Matches matches;
      REQUIRE(book->matcher()->match(views, matches));
      REQUIRE(matches.matches.size() == (one.matches ? 1 : 0));
      if (!one.matches) continue;
      REQUIRE(e.spans.size() == matches.spans.size());
      for (std::size_t i = 0; i < e.spans.size(); ++i) {
        CHECK(e.spans[i].at == Stretch{matches.spans[i].begin, matches.spans[i].end});
        CHECK(e.spans[i].term == book->term_name(matches.spans[i].term));
      }
    }
}

TEST_CASE("places are told in code points, bytes and UTF-16", "[explain]") {
  MatchCase one;
  one.rule = "leaving NEAR/1 plan";
  one.terms = {"leaving = [leaving]", "plan = [plan]"};
  const auto book = book_of(one);
  const std::string hit = to_json(explained(*book, post_of("", "😡 é leaving my plan")));
  CHECK(hit.contains(R"("matches":true)"));
  CHECK(hit.contains(R"({"term":"leaving","start":4,"end":11,"bytes":[8,15],"utf16":[5,12]})"));
  CHECK(hit.contains(R"("failed":null)"));
  const std::string miss = to_json(explained(*book, post_of("", "leaving this very plan")));
  CHECK(miss.contains(R"("matches":false)"));
  CHECK(miss.contains(R"("measure":{"of":"distance","found":2,"asked":1})"));
}

TEST_CASE("a brand may be said to be meant, and what is known of the author", "[explain]") {
  MatchCase one;
  one.rule = "brand AND alpha";
  one.terms = {"alpha = [alpha]"};
  one.brands = {"{id: acme, words: [acme]}"};
  one.where = {"history.complaints_30d >= 2"};
  const auto book = book_of(one);
  const Post post = post_of("", "alpha");
  PostViewArrays arrays;
  const PostView view = view_of(post, arrays);
  CHECK_FALSE(explain(*book, RuleIndex{0}, view)->matches);
  CHECK_FALSE(explain(*book, RuleIndex{0}, view, {.brand = "acme", .history = {}})->matches);
  CHECK(explain(*book, RuleIndex{0}, view, {.brand = "acme", .history = {.complaints_30d = 2}})
            ->matches);
}
