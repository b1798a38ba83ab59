#include "rules/explain.h"

#include <algorithm>
#include <cstdlib>

#include <catch2/catch_test_macros.hpp>

#include "tests/rules/match_cases.h"
#include "tests/rules/pack_files.h"

using namespace tocsin;
using namespace tocsin::rules;

namespace {

Explanation explained(const RuleBook& book, const Post& post) {
  PostViewArrays arrays;
  // Cases have their rule on trial as t/r, perhaps beside others.
  const auto rules = book.rules();
  const auto on_trial = std::ranges::find(rules, "t/r", &RuleInfo::id) - rules.begin();
  auto explanation =
      explain(book, RuleIndex{static_cast<std::uint32_t>(on_trial)}, view_of(post, arrays));
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
      const auto match = std::ranges::find_if(
          matches.matches, [&](const Match& m) { return book->info(m.rule).id == e.rule.id; });
      REQUIRE((match != matches.matches.end()) == one.matches);
      if (!one.matches) continue;
      REQUIRE(e.spans.size() == match->span_count);
      for (std::size_t i = 0; i < e.spans.size(); ++i) {
        const Span& span = matches.spans[match->first_span + i];
        CHECK(e.spans[i].at == Stretch{span.begin, span.end});
        CHECK(e.spans[i].term == book->term_name(span.term));
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

TEST_CASE("a rule that asks for another is explained with it", "[explain]") {
  LoadedPacks packs;
  packs.packs.push_back(parse_pack("p.yaml", R"(pack: p
title: P
version: 1
rules:
  - {id: a, title: A, signal: churn, severity: low, status: shadow, when: '"alpha beta"'}
  - {id: b, title: B, signal: legal, severity: low, status: live, when: rule:p/a AND gamma}
  - {id: c, title: C, signal: legal, severity: low, status: shadow, when: signal:churn AND NOT gamma}
terms: {gamma: [gamma]}
)",
                                   {}, packs.problems));
  REQUIRE(packs.ok());
  const auto book = compile(packs, {});
  REQUIRE(book);
  const auto told_of = [&](std::uint32_t rule, const std::string& text) {
    const Post post = post_of("", text);
    PostViewArrays arrays;
    return to_text(*explain(**book, RuleIndex{rule}, view_of(post, arrays)));
  };
  CHECK(told_of(1, "alpha beta gamma").starts_with("p/b matches: "));
  const std::string missed = told_of(1, "alpha one beta gamma");
  CHECK(
      missed.starts_with("p/b does not match: `rule:p/a` does not hold: that rule does not match"));
  CHECK(missed.contains("with 1 word between them"));
  CHECK(told_of(2, "alpha beta").contains("given by `p/a`"));
  CHECK(told_of(2, "alpha beta gamma").starts_with("p/c does not match: `NOT gamma`"));
  CHECK(told_of(2, "alpha").contains("no other rule with this signal matches"));
}
