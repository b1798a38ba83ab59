#include "rules/import/import.h"

#include <algorithm>
#include <cctype>
#include <random>

#include <catch2/catch_test_macros.hpp>

#include "engine/bounds.h"
#include "import_cases.h"
#include "match_cases.h"
#include "rules/format.h"
#include "rules/import/bounds.h"
#include "tests/places.h"
#include "tests/rules/pack_files.h"

using namespace tocsin;
using namespace tocsin::rules;
using importing::From;
using importing::Imported;

namespace {

Imported imported(std::string_view bytes, From from, importing::ImportOptions options = {}) {
  options.from = from;
  return importing::import_queries("queries.txt", bytes, options);
}

LoadedPacks loaded(const std::string& text) {
  LoadedPacks packs;
  packs.packs.push_back(parse_pack("pack.yaml", text, {}, packs.problems));
  return packs;
}

/// `"cat" | post.has_media = true`, as a case says it.
std::vector<std::string> rules_of(const Pack& pack) {
  std::vector<std::string> out;
  for (const Rule& rule : pack.rules) {
    std::string line = rule.when_written;
    for (const Condition& condition : rule.where) line += " | " + condition.written;
    out.push_back(line);
  }
  return out;
}

std::vector<std::string> lists_of(const Pack& pack) {
  std::vector<std::string> out;
  for (const TermList& list : pack.terms) {
    std::string line;
    for (const Term& term : list.entries) line += (line.empty() ? "" : "; ") + term.written;
    out.push_back(list.name + " = " + line);
  }
  return out;
}

/// Each expectation `COLUMN FRAGMENT` meets a problem, and no problem is left over.
void check_problems(const std::vector<Problem>& problems, Level level,
                    const std::vector<std::string>& expected) {
  std::vector<Problem> left;
  for (const Problem& problem : problems)
    if (problem.level == level) left.push_back(problem);
  for (const std::string& one : expected) {
    const std::size_t space = one.find(' ');
    const int column = std::stoi(one.substr(0, space));
    const auto found = std::ranges::find_if(left, [&](const Problem& problem) {
      return problem.place.column == column && problem.text.contains(one.substr(space + 1));
    });
    INFO("expected " << one << "\n" << test::shown(problems));
    CHECK(found != left.end());
    if (found != left.end()) left.erase(found);
  }
  INFO(test::shown(left));
  CHECK(left.empty());
}

/// What `rules check` and `rules fmt` ask of a pack, and that each rule waits for its examples.
void check_pack(const std::string& text) {
  LoadedPacks packs = loaded(text);
  INFO(text << test::shown(packs.problems));
  REQUIRE(packs.ok());
  CHECK(format_pack("pack.yaml", text).value_or("") == text);
  for (const Rule& rule : packs.packs.front().rules) {
    CHECK(rule.status == RuleStatus::draft);
    CHECK(rule.examples.empty());
  }
}

bool matches(const RuleBook& book, const ImportText& one) {
  const Post post = post_of(one.post, one.text);
  PostViewArrays arrays;
  const PostView view = view_of(post, arrays);
  const PostView* const list[] = {&view};
  Matches found;
  REQUIRE(book.matcher()->match(list, found));
  return !found.matches.empty();
}

void check_meaning(std::string text, const std::vector<ImportText>& texts) {
  for (std::size_t at = text.find("status: draft"); at != text.npos;
       at = text.find("status: draft"))
    text.replace(at, std::string_view("status: draft").size(), "status: live");
  const auto book = compile(loaded(text), {});
  REQUIRE(book);
  for (const ImportText& one : texts) {
    INFO(one.place << ": " << one.text);
    CHECK(matches(**book, one) == one.matches);
  }
}

void check_case(const ImportCase& one, From from) {
  INFO(one.place << ": " << one.query);
  const Imported got = imported(one.query, from);
  check_problems(got.problems, Level::error, one.refused);
  check_problems(got.problems, Level::warning, one.told);
  CHECK(got.queries == 1);
  CHECK(got.packs.size() == (one.refused.empty() ? 1 : 0));
  if (got.packs.empty()) return;
  const std::string& text = got.packs.front().text;
  check_pack(text);
  const LoadedPacks packs = loaded(text);
  CHECK(rules_of(packs.packs.front()) == one.rules);
  if (!one.lists.empty()) CHECK(lists_of(packs.packs.front()) == one.lists);
  check_meaning(text, one.texts);
}

void check_file(const std::string& name, From from, std::size_t least) {
  const auto cases =
      read_import_cases((test::data_folder() / "import" / (name + ".cases")).string());
  for (const ImportCase& one : cases) check_case(one, from);
  CHECK(cases.size() >= least);
}

}  // namespace

TEST_CASE("X's operators become what they mean, or are refused with their place", "[import]") {
  check_file("x", From::x, 80);
}

TEST_CASE("Brandwatch's operators become what they mean, or are refused with their place",
          "[import]") {
  check_file("brandwatch", From::brandwatch, 70);
}

TEST_CASE("docs/import.md names every operator that a case has", "[import]") {
  const std::string page = test::read_file(TOCSIN_SOURCE_DIR "/docs/import.md");
  std::size_t names = 0;
  for (const std::string file : {"x", "brandwatch"})
    for (const ImportCase& one :
         read_import_cases((test::data_folder() / "import" / (file + ".cases")).string())) {
      if (one.refused.size() == 1 && one.refused[0].contains("no operator of")) continue;
      if (one.refused.size() == 1 && one.refused[0].contains("did you mean")) continue;
      for (std::size_t colon = one.query.find(':'); colon != std::string::npos;
           colon = one.query.find(':', colon + 1)) {
        std::size_t begin = colon;
        while (begin > 0 && (std::isalpha(static_cast<unsigned char>(one.query[begin - 1])) != 0 ||
                             one.query[begin - 1] == '_'))
          --begin;
        const std::string name = one.query.substr(begin, colon + 1 - begin);
        if (name == ":" || name == "https:" || name == "exact:") continue;
        INFO(one.place << ": " << name);
        CHECK(page.contains('`' + name));
        ++names;
      }
    }
  CHECK(names > 100);
}

TEST_CASE("X's rules are read as the API gives them, as it takes them, and one a line",
          "[import]") {
  const auto rules = [](const Imported& got) {
    REQUIRE(got.packs.size() == 1);
    return rules_of(loaded(got.packs.front().text).packs.front());
  };
  const std::vector<std::string> expected{"\"cat\"", "\"dog\""};
  CHECK(rules(imported("cat\r\n\r\ndog", From::x)) == expected);
  CHECK(rules(imported(R"({"data":[{"id":"1","value":"cat","tag":"Cats"},{"id":"2","value":"dog"}],
                           "meta":{"sent":"2026-11-28T06:00:00Z"}})",
                       From::x)) == expected);
  CHECK(rules(imported(R"({"add":[{"value":"cat"},{"value":"dog","tag":"x"}]})", From::x)) ==
        expected);
  CHECK(rules(imported(R"([{"value":"cat"},{"value":"dog"}])", From::x)) == expected);
  CHECK(rules(imported(R"({"value":"cat OR dog"})", From::x)) ==
        std::vector<std::string>{"\"cat\" OR \"dog\""});
}

TEST_CASE("Brandwatch's queries are read as the API gives them, with their languages", "[import]") {
  const Imported got = imported(
      R"({"results":[{"id":1,"name":"Our cats","booleanQuery":"cat AND \"nice\"","languages":["en","de"]}]})",
      From::brandwatch);
  REQUIRE(got.packs.size() == 1);
  const LoadedPacks packs = loaded(got.packs.front().text);
  CHECK(packs.packs.front().rules.front().id == "our-cats");
  CHECK(packs.packs.front().rules.front().title == "Our cats");
  CHECK(rules_of(packs.packs.front()) ==
        std::vector<std::string>{R"("cat" AND "nice" | lang in [en, de])"});
}

TEST_CASE("a place in a JSON file is that of the character, whatever escapes stand before it",
          "[import]") {
  const Imported got = imported(
      "{\"data\":[\n {\"value\":\"\\ud83d\\ude00 \\\"a b\\\" \\u00e9 has:geo\"}]}", From::x);
  REQUIRE(got.problems.size() == 1);
  CHECK(got.problems[0].place.line == 2);
  // ` {"value":"` has 11 characters, the emoji 12, ` \"a b\" ` 9, `é` 6, and a space.
  CHECK(got.problems[0].place.column == 11 + 12 + 9 + 6 + 1 + 1);
}

TEST_CASE("what is no file of queries is told, and makes no pack", "[import]") {
  for (const std::string bytes :
       {"", " \n\n", "{\"data\":[{\"tag\":\"x\"}]}", "{\"data\":", "[1,2]", "{}", "\xEF\xBB\xBF",
        "{\"data\":[{\"value\":7}]}", "[[[[\"", "{\"value\":\"\\ud83d\"}"}) {
    const Imported got = imported(bytes, From::x);
    INFO(bytes << test::shown(got.problems));
    CHECK(has_errors(got.problems));
    CHECK(got.packs.empty());
  }
}

TEST_CASE("rules have the tag's name, and each its own id", "[import]") {
  const Imported got = imported(
      R"([{"value":"cat","tag":"My Cats!"},{"value":"dog","tag":"my cats"},{"value":"12 monkeys"},
          {"value":"()😡","tag":"日本"},{"value":"😡"}])",
      From::x);
  REQUIRE(got.packs.size() == 1);
  std::vector<std::string> ids;
  const LoadedPacks packs = loaded(got.packs.front().text);
  for (const Rule& rule : packs.packs.front().rules) ids.push_back(rule.id);
  CHECK(ids == std::vector<std::string>{"my-cats", "my-cats-2", "12-monkeys", "query"});
}

TEST_CASE("a brand is asked for beside the whole query", "[import]") {
  importing::ImportOptions options;
  options.brand = "acme";
  options.signal = "churn";
  options.severity = "high";
  options.context.brands = {Brand{.id = "acme",
                                  .name = "Acme",
                                  .owner = "",
                                  .words = {},
                                  .unless = {},
                                  .accounts = {},
                                  .place = {}}};
  const Imported got = imported("cat OR dog\nbird\nfrom:x", From::x, options);
  REQUIRE(got.packs.size() == 1);
  const LoadedPacks packs = loaded(got.packs.front().text);
  CHECK(rules_of(packs.packs.front()) ==
        std::vector<std::string>{R"(brand:acme AND ("cat" OR "dog"))", R"(brand:acme AND "bird")",
                                 "brand:acme AND NOT nothing | author.handle = x"});
  CHECK(packs.packs.front().rules.front().signal == "churn");
}

TEST_CASE("many rules go into several packs, each small enough to be read", "[import]") {
  std::string lines;
  for (int i = 0; i < 2'000; ++i)
    lines += "word" + std::to_string(i) + " (one OR two OR three) lang:en -\"" +
             std::string(60, 'x') + "\"\n";
  const Imported got = imported(lines, From::x);
  CHECK(got.imported == 2'000);
  CHECK(got.packs.size() > 1);
  std::size_t rules = 0;
  for (const auto& pack : got.packs) {
    CHECK(pack.text.size() < bounds::pack_bytes);
    const LoadedPacks packs = loaded(pack.text);
    CHECK(packs.ok());
    CHECK(packs.packs.front().name == pack.name);
    rules += packs.packs.front().rules.size();
  }
  CHECK(rules == 2'000);
}

TEST_CASE("a comment holds no more than the query, and ends no line", "[import]") {
  const Imported got = imported("{\"value\":\"cat \\n\\u2028\\u0007pack: evil\\n- dog\"}", From::x);
  REQUIRE(got.problems.size() == 1);  // `pack:` is no operator
  const Imported fine =
      imported(R"({"results":[{"name":"a\nrules: []\n","booleanQuery":"cat OR\n\n \u2028 dog"}]})",
               From::brandwatch);
  REQUIRE(fine.packs.size() == 1);
  check_pack(fine.packs.front().text);
  CHECK(loaded(fine.packs.front().text).packs.front().rules.size() == 1);
}

TEST_CASE("what is too large or too deep is refused with a message", "[import]") {
  const auto refused = [](const std::string& query, From from, std::string_view fragment) {
    const Imported got = imported(query, from);
    INFO(query.substr(0, 60) << "\n" << test::shown(got.problems));
    CHECK(got.packs.empty());
    REQUIRE(!got.problems.empty());
    CHECK(got.problems.front().text.contains(fragment));
  };
  for (const From from : {From::x, From::brandwatch}) {
    refused(std::string(5'000, '(') + "cat" + std::string(5'000, ')'), from, "too");
    refused(std::string(100, '(') + "cat" + std::string(100, ')'), from, "too deep");
    refused("cat" + std::string(importing::query_bytes, ' ') + "dog", from, "at most");
    std::string many = "cat";
    for (int i = 0; i < 6'000; ++i) many += " a" + std::to_string(i);
    refused(many, from, "too many parts");
  }
  refused(
      "cat" +
          [] {
            std::string out;
            for (int i = 0; i < 5; ++i) out += " (has:media OR has:links OR is:reply)";
            return out;
          }(),
      From::x, "more than 16 rules");
  std::string nots;
  for (int i = 0; i < 3'000; ++i) nots += "NOT ";
  refused(nots + "cat", From::brandwatch, "too");
}

TEST_CASE("no mixture of operators crashes, and what is written passes its check", "[import]") {
  const std::vector<std::string> pieces{"cat",         "\"a b\"",     "(",
                                        ")",           " OR ",        " AND ",
                                        " NOT ",       "-",           "~3",
                                        " NEAR/2 ",    " NEAR/3f ",   "{BT}",
                                        "lang:en",     "has:media",   "-lang:de",
                                        "language:en", "author:x",    "#tag",
                                        "@me",         "$AB",         "*",
                                        "ab*",         "c?t",         "\"",
                                        "{",           "}",           "<<<x>>>",
                                        "é",           "\xF0\x9F",    "\\",
                                        "/x/",         "exact:\"q\"", ":",
                                        "raw:C++",     "bio:\"x y\"", "from:a",
                                        "[1 TO 2]",    " ",           "authorFollowers:[1 TO 2]",
                                        "😡",          "'",           "\n"};
  std::mt19937 random(20261128);
  std::size_t written = 0;
  for (int round = 0; round < 3'000; ++round) {
    std::string query;
    const std::size_t length = 1 + random() % 14;
    for (std::size_t i = 0; i < length; ++i) {
      query += pieces[random() % pieces.size()];
      if (random() % 2 == 0) query += ' ';
    }
    const From from = round % 2 == 0 ? From::x : From::brandwatch;
    const Imported got = imported(query, from);
    INFO(query);
    CHECK((!got.packs.empty() || has_errors(got.problems)));
    if (!got.packs.empty()) {
      check_pack(got.packs.front().text);
      ++written;
    }
  }
  CHECK(written > 200);
}
