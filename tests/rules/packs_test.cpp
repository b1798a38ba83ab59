#include <algorithm>
#include <cctype>

#include <catch2/catch_test_macros.hpp>

#include "tests/places.h"
#include "tests/rules/pack_files.h"

using namespace tocsin;
using namespace tocsin::rules;

namespace {

/// The ```yaml blocks of a page that are packs.
std::vector<std::string> packs_of(const std::string& page) {
  std::vector<std::string> packs;
  const std::string fence = "```yaml\n";
  for (std::size_t at = page.find(fence); at != std::string::npos; at = page.find(fence, at)) {
    at += fence.size();
    std::string block = page.substr(at, page.find("```", at) - at);
    if (block.starts_with("pack:")) packs.push_back(std::move(block));
  }
  return packs;
}

std::string proof_of(const LoadedPacks& packs, const RuleContext& context) {
  auto book = compile(packs, context);
  if (!book) return test::shown(book.error());
  return test::shown(prove(packs, context, *book));
}

RuleContext with_acme() {
  std::vector<Problem> problems;
  return {parse_brands("brands.yaml", "- id: acme\n  words: [acme, '@acme']\n", problems), {}};
}

}  // namespace

TEST_CASE("the shipped packs load without a word", "[packs]") {
  const LoadedPacks packs = load_shipped_packs({});
  CHECK(test::shown(packs.problems) == "");
  CHECK(packs.packs.size() >= 32);
}

TEST_CASE("every shipped rule has three hits and three near misses", "[packs]") {
  const LoadedPacks packs = load_shipped_packs({});
  for (const Pack& pack : packs.packs)
    for (const Rule& rule : pack.rules) {
      INFO(pack.name << '/' << rule.id);
      CHECK(std::ranges::count(rule.examples, true, &Example::flags) >= 3);
      CHECK(std::ranges::count(rule.examples, false, &Example::flags) >= 3);
    }
}

TEST_CASE("no shipped rule names a brand", "[packs]") {
  const LoadedPacks packs = load_shipped_packs({});
  for (const Pack& pack : packs.packs) {
    CHECK(pack.brands.empty());
    for (const TermList& list : pack.terms)
      for (const Term& term : list.entries) CHECK(!term.pattern.contains("acme"));
    for (const Rule& rule : pack.rules) {
      INFO(pack.name << '/' << rule.id);
      CHECK(rule.when_written.starts_with("brand AND "));
      CHECK(!rule.when_written.contains("acme"));
    }
  }
}

TEST_CASE("the shipped examples hold, with a brand and without one", "[packs]") {
  for (const RuleContext& context : {RuleContext{}, with_acme()})
    CHECK(proof_of(load_shipped_packs(context), context) == "");
}

TEST_CASE("the packs of the author's guide do what the guide says", "[packs]") {
  const std::string page = test::read_file(std::string(TOCSIN_SOURCE_DIR) + "/docs/rules.md");
  const auto texts = packs_of(page);
  REQUIRE(texts.size() >= 3);
  for (const std::string& text : texts) {
    LoadedPacks packs;
    packs.packs.push_back(parse_pack("rules.md", text, {}, packs.problems));
    CHECK(test::shown(packs.problems) == "");
    // Drafts are not compiled; their examples are run as if they were in shadow.
    for (Rule& rule : packs.packs.back().rules) rule.status = RuleStatus::shadow;
    const std::string proof = proof_of(packs, {});
    INFO(text);
    // The first one teaches by a near miss that does match.
    if (packs.packs.back().name == "coffee") {
      CHECK(proof.contains("must pass, but `machine-broken` flags it"));
      CHECK(std::ranges::count(proof, '\n') == 1);
    } else {
      CHECK(proof == "");
    }
  }
}

TEST_CASE("the brands of the author's guide are read", "[packs]") {
  const std::string page = test::read_file(std::string(TOCSIN_SOURCE_DIR) + "/docs/rules.md");
  const std::size_t at = page.find("```yaml\nbrands:");
  REQUIRE(at != std::string::npos);
  const std::string block = page.substr(at + 8, page.find("```", at + 8) - at - 8);
  std::vector<Problem> problems;
  CHECK(parse_brands("rules.md", block, problems).size() == 1);
  CHECK(test::shown(problems) == "");
}

TEST_CASE("the page of lints names every one that warns", "[packs]") {
  const std::string page = test::read_file(std::string(TOCSIN_SOURCE_DIR) + "/docs/lints.md");
  std::vector<Problem> problems;
  for (const auto& file : test::files_in(test::data_folder() / "errors", ".yaml"))
    parse_pack(file.filename().string(), test::read_file(file), {}, problems);
  for (const Problem& problem : problems)
    if (problem.level == Level::warning) {
      INFO(problem.lint);
      CHECK(page.contains("`" + problem.lint + "`"));
    }
}
