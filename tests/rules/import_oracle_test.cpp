// Random queries, judged by a few lines that know only AND, OR and NOT, against what the imported
// packs match.
#include <array>
#include <random>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "match_cases.h"
#include "rules/import/import.h"
#include "tests/rules/pack_files.h"

using namespace tocsin;
using namespace tocsin::rules;
using importing::From;

namespace {

using Random = std::mt19937;

struct Fact {
  std::string x, brandwatch;
  bool (*holds)(const Post& post);
};

bool says(const Post& post, std::string_view word) {
  return (" " + post.text + " ").contains(" " + std::string(word) + " ");
}

const std::array<Fact, 8> facts{{
    {"alpha", "alpha", [](const Post& p) { return says(p, "alpha"); }},
    {"beta", "{beta}", [](const Post& p) { return says(p, "beta"); }},
    {"\"beta gamma\"", "\"beta gamma\"", [](const Post& p) { return says(p, "beta gamma"); }},
    {"from:ann", "author:ann", [](const Post& p) { return p.author.handle == "ann"; }},
    {"from:bob", "author:bob", [](const Post& p) { return p.author.handle == "bob"; }},
    {"lang:en", "language:en", [](const Post& p) { return p.lang == "en"; }},
    {"followers_count:10..20", "authorFollowers:[10 TO 20]",
     [](const Post& p) { return p.author.followers >= 10 && p.author.followers <= 20; }},
    {"is:reply", "engagementType:REPLY", [](const Post& p) { return p.is_reply(); }},
}};

struct Tree {
  enum class Kind : std::uint8_t { fact, negation, all, any };
  Kind kind = Kind::fact;
  std::size_t fact = 0;
  std::vector<Tree> operands = {};
};

Tree random_tree(Random& random, int depth, From from) {
  const auto roll = random() % 10;
  if (depth == 0 || roll < 3) return {.fact = random() % facts.size()};
  if (roll < 5) {
    Tree tree{.kind = Tree::Kind::negation};
    tree.operands.push_back(random_tree(random, from == From::x ? 0 : depth - 1, from));
    return tree;
  }
  Tree tree{.kind = roll < 8 ? Tree::Kind::all : Tree::Kind::any};
  for (std::size_t i = 0; i < 2 + random() % 2; ++i)
    tree.operands.push_back(random_tree(random, depth - 1, from));
  return tree;
}

bool holds(const Tree& tree, const Post& post) {
  const auto one = [&](const Tree& t) { return holds(t, post); };
  switch (tree.kind) {
    case Tree::Kind::fact:
      return facts[tree.fact].holds(post);
    case Tree::Kind::negation:
      return !one(tree.operands.front());
    case Tree::Kind::all:
      return std::ranges::all_of(tree.operands, one);
    default:
      return std::ranges::any_of(tree.operands, one);
  }
}

std::string written(const Tree& tree, From from) {
  const bool x = from == From::x;
  if (tree.kind == Tree::Kind::fact) return x ? facts[tree.fact].x : facts[tree.fact].brandwatch;
  if (tree.kind == Tree::Kind::negation)
    return (x ? "-" : "NOT ") + written(tree.operands.front(), from);
  std::string out;
  for (const Tree& operand : tree.operands) {
    if (!out.empty()) out += tree.kind == Tree::Kind::any ? " OR " : x ? " " : " AND ";
    out += written(operand, from);
  }
  return '(' + out + ')';
}

std::vector<Post> posts() {
  std::vector<Post> out;
  for (const std::string text : {"", "alpha", "beta", "beta gamma", "alpha beta gamma", "gamma"})
    for (const std::string more :
         {"handle=ann lang=en followers=10", "handle=bob followers=21",
          "handle=eve lang=de followers=9 reply_to=p0", "handle=ann followers=15 reply_to=p0"})
      out.push_back(post_of(more, text));
  return out;
}

bool matches(const RuleBook& book, const Post& post) {
  PostViewArrays arrays;
  const PostView view = view_of(post, arrays);
  const PostView* const list[] = {&view};
  Matches found;
  REQUIRE(book.matcher()->match(list, found));
  return !found.matches.empty();
}

/// How many of the queries were imported.
int compare(From from, int rounds, unsigned seed) {
  Random random(seed);
  const auto all = posts();
  int imported = 0;
  for (int round = 0; round < rounds; ++round) {
    const Tree tree = random_tree(random, 3, from);
    const std::string query = written(tree, from);
    const auto got = importing::import_queries("q.txt", query, {.from = from});
    INFO(query << "\n" << test::shown(got.problems));
    if (got.packs.empty()) {
      REQUIRE(has_errors(got.problems));
      continue;
    }
    ++imported;
    std::string text = got.packs.front().text;
    for (std::size_t at = text.find(": draft"); at != text.npos; at = text.find(": draft"))
      text.replace(at, 7, ": live");
    LoadedPacks packs;
    packs.packs.push_back(parse_pack("q.yaml", text, {}, packs.problems));
    const auto book = compile(packs, {});
    REQUIRE(book);
    for (const Post& post : all) {
      INFO(text << "post: " << post.text << ' ' << post.author.handle << ' ' << post.lang);
      CHECK(matches(**book, post) == holds(tree, post));
    }
  }
  return imported;
}

}  // namespace

TEST_CASE("imported rules of X match where AND, OR and NOT say so", "[import]") {
  CHECK(compare(From::x, 300, 1) > 150);
}

TEST_CASE("imported queries of Brandwatch match where AND, OR and NOT say so", "[import]") {
  CHECK(compare(From::brandwatch, 300, 2) > 150);
}
