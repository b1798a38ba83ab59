#include <algorithm>
#include <cstdlib>

#include <catch2/catch_test_macros.hpp>

#include "rules/expression.h"
#include "tests/rules/pack_files.h"

using namespace tocsin;
using namespace tocsin::rules;

namespace {

constexpr std::string_view head =
    "pack: shop\n"
    "title: A shop\n"
    "version: 2\n"
    "languages: [en, de]\n"
    "terms:\n"
    "  leaving: ['cancel*', \"switch to\", leaving]\n"
    "  contract: [contract, plan]\n"
    "  promo: ['% off', '/\\buse code\\b/', '/ACME/x', 'exact:\"AcMe+\"']\n"
    "rules:\n"
    "  - id: leaves\n"
    "    title: Leaves\n"
    "    signal: churn\n"
    "    severity: high\n"
    "    status: live\n";

constexpr std::string_view tail =
    "    examples:\n"
    "      flag: [\"cancel my plan\"]\n"
    "      pass: [\"no plan, cancelled: use code X, no signal, AcMe\"]\n";

struct Parsed {
  Pack pack;
  std::vector<Problem> problems;
};

Parsed parse(std::string_view bytes) {
  Parsed parsed;
  parsed.pack = parse_pack("shop.yaml", bytes, {}, parsed.problems);
  return parsed;
}

Parsed parse_rule(std::string_view lines) {
  return parse(std::string(head) + std::string(lines) + std::string(tail));
}

std::string form_of(const std::string& when) {
  const Parsed parsed = parse_rule("    when: " + when + "\n");
  INFO(when);
  CHECK(test::shown(parsed.problems) == "");
  REQUIRE(parsed.pack.rules.size() == 1);
  return canonical(*parsed.pack.rules.front().when);
}

const Condition& only_condition(const Parsed& parsed) {
  INFO(test::shown(parsed.problems));
  REQUIRE(parsed.pack.rules.size() == 1);
  REQUIRE(parsed.pack.rules.front().where.size() == 1);
  return parsed.pack.rules.front().where.front();
}

Parsed parse_condition_line(const std::string& condition) {
  return parse_rule("    when: leaving\n    where:\n      - " + condition + "\n");
}

}  // namespace

TEST_CASE("a pack says its name, version, languages and terms", "[parse]") {
  const auto [pack, problems] = parse_rule("    when: leaving\n");
  CHECK(test::shown(problems) == "");
  CHECK(pack.name == "shop");
  CHECK(pack.version == 2);
  CHECK(pack.languages == std::vector<std::string>{"en", "de"});
  REQUIRE(pack.terms.size() == 3);
  CHECK(pack.terms[0].entries[0].pattern == "cancel*");
  CHECK(pack.terms[0].entries[0].place.line == 6);
  CHECK(pack.terms[2].entries[0].form == Term::Form::words);
  CHECK(pack.terms[2].entries[1].form == Term::Form::regex);
  CHECK(pack.terms[2].entries[1].pattern == "\\buse code\\b");
  CHECK(pack.terms[2].entries[2].form == Term::Form::regex_original);
  CHECK(pack.terms[2].entries[2].pattern == "ACME");
  CHECK(pack.terms[2].entries[3].form == Term::Form::exact);
  CHECK(pack.terms[2].entries[3].pattern == "AcMe+");
}

TEST_CASE("a rule has the default score of its severity", "[parse]") {
  const auto parsed = parse_rule("    when: leaving\n");
  REQUIRE(parsed.pack.rules.size() == 1);
  CHECK(parsed.pack.rules.front().score == 40);
  CHECK(parse_rule("    when: leaving\n    score: 33\n").pack.rules.front().score == 33);
}

TEST_CASE("operators bind as the language says", "[parse]") {
  CHECK(form_of("leaving contract") == "(contract AND leaving)");
  CHECK(form_of("leaving AND NOT promo OR contract") == "((NOT promo AND leaving) OR contract)");
  CHECK(form_of("promo AND NOT leaving NEAR/3 contract") ==
        "(NOT (leaving NEAR/3 contract) AND promo)");
  CHECK(form_of("leaving (contract OR promo)") == "((contract OR promo) AND leaving)");
  CHECK(form_of("brand AND leaving NEAR/6 contract AND NOT promo") ==
        "((leaving NEAR/6 contract) AND NOT promo AND brand)");
  CHECK(form_of("leaving NEAR/3 contract BEFORE/2 promo") ==
        "(leaving NEAR/3 contract BEFORE/2 promo)");
  CHECK(form_of("(leaving OR brand) NEAR/0 contract") == "((brand OR leaving) NEAR/0 contract)");
  CHECK(form_of("count(leaving) >= 3") == "count(leaving) >= 3");
  CHECK(form_of("2 of (leaving, contract promo, brand)") ==
        "2 of ((contract AND promo), brand, leaving)");
  CHECK(form_of("'\"no signal\" OR /no (bars|signal)/ OR brand:acme'") ==
        "(\"/no (bars|signal)/\" OR \"no signal\" OR brand:acme)");
  CHECK(form_of("leaving AND signal:complaint AND rule:core/refund") ==
        "(leaving AND rule:core/refund AND signal:complaint)");
  CHECK(form_of("leaving OR other-pack.name") == "(leaving OR other-pack.name)");
  CHECK(form_of("'leaving OR exact:\"AcMe\"'") == "(\"exact:\"AcMe\"\" OR leaving)");
}

TEST_CASE("a node of an expression knows its place in the file", "[parse]") {
  const auto plain = parse_rule("    when: leaving NEAR/6 contract\n");
  REQUIRE(plain.pack.rules.size() == 1);
  CHECK(plain.pack.rules[0].when->operands[1]->place.line == 15);
  CHECK(plain.pack.rules[0].when->operands[1]->place.column == 26);

  const auto block = parse_rule("    when: >-\n      leaving\n      AND contract\n");
  REQUIRE(block.pack.rules.size() == 1);
  CHECK(block.pack.rules[0].when->operands[1]->place.line == 17);
  CHECK(block.pack.rules[0].when->operands[1]->place.column == 11);

  const auto quoted = parse_rule("    when: '\"it''s\" AND contract'\n");
  REQUIRE(quoted.pack.rules.size() == 1);
  CHECK(quoted.pack.rules[0].when->operands[1]->place.column == 24);
}

TEST_CASE("what stands behind an escape of YAML is still found in its place", "[parse]") {
  const auto column = [](const std::string& when) {
    const auto pack = parse_rule("    when: " + when + "\n");
    REQUIRE(pack.pack.rules.size() == 1);
    CHECK(pack.pack.rules[0].when->operands[1]->place.line == 15);
    return pack.pack.rules[0].when->operands[1]->place.column;
  };
  CHECK(column(R"("leaving AND contract")") == 24);
  CHECK(column(R"("\x6Ceaving AND contract")") == 27);
  CHECK(column(R"("\u006Ceaving\tAND contract")") == 30);
  CHECK(column(R"("leaving \U00000041ND contract")") == 33);
}

TEST_CASE("conditions are read by the type of their field", "[parse]") {
  const auto less = parse_condition_line("author.followers < 1000000");
  CHECK(only_condition(less).field == Field::author_followers);
  CHECK(only_condition(less).op == Condition::Op::lt);
  CHECK(only_condition(less).low == 1000000);

  const auto range = parse_condition_line("post.caps = 0.5..1");
  CHECK(only_condition(range).op == Condition::Op::range);
  CHECK(only_condition(range).low == 0.5);
  CHECK(only_condition(range).high == 1);

  const auto in = parse_condition_line("lang in [en, \"pt-BR\"]");
  CHECK(only_condition(in).values == std::vector<std::string>{"en", "pt-BR"});

  const auto matches = parse_condition_line("author.bio matches \"works at\"");
  CHECK(only_condition(matches).term.pattern == "works at");

  const auto has = parse_condition_line("post.hashtags has \"fail\"");
  CHECK(only_condition(has).values == std::vector<std::string>{"fail"});

  const auto truth = parse_condition_line("author.verified = false");
  CHECK_FALSE(only_condition(truth).truth);

  CHECK(only_condition(parse_condition_line("customer.spend known")).op == Condition::Op::known);
  CHECK(only_condition(parse_condition_line("lang unknown")).op == Condition::Op::unknown);
  CHECK(only_condition(parse_condition_line("source != reddit")).op == Condition::Op::ne);
}

TEST_CASE("a limit says how many, of what and how long", "[parse]") {
  const auto parsed = parse_rule("    when: leaving\n    limit: 3 per conversation per 7d\n");
  REQUIRE(parsed.pack.rules.size() == 1);
  const auto& limit = parsed.pack.rules[0].limit;
  REQUIRE(limit);
  CHECK(limit->count == 3);
  CHECK(limit->by == LimitBy::conversation);
  CHECK(limit->within == std::chrono::days(7));
}

TEST_CASE("windows are read with what they count", "[parse]") {
  const auto parsed = parse_rule(
      "    when: leaving\n"
      "    repeat: {same: author, at_least: 3, within: 7d}\n"
      "    surge: {same: brand, over: 4x, within: 10m, at_least: 20}\n"
      "    distinct: {of: author, same: text, at_least: 5, within: 10m}\n");
  CHECK(test::shown(parsed.problems) == "");
  REQUIRE(parsed.pack.rules.size() == 1);
  const auto& windows = parsed.pack.rules[0].windows;
  REQUIRE(windows.size() == 3);
  CHECK(windows[0].kind == Window::Kind::repeat);
  CHECK(windows[1].over == 4);
  CHECK(windows[1].at_least == 20);
  CHECK(windows[2].same == LimitBy::text);
}

TEST_CASE("an example is a text or a post that states what differs", "[parse]") {
  const auto parsed = parse(std::string(head) +
                            "    when: leaving\n"
                            "    examples:\n"
                            "      flag:\n"
                            "        - \"I am leaving\"\n"
                            "        - {text: leaving, brand: acme, lang: null,\n"
                            "           author: {followers: 12, age_days: 3}, likes: 4}\n"
                            "      pass:\n"
                            "        - staying\n");
  CHECK(test::shown(parsed.problems) == "");
  REQUIRE(parsed.pack.rules.size() == 1);
  const auto& examples = parsed.pack.rules[0].examples;
  REQUIRE(examples.size() == 3);
  CHECK(examples[0].flags);
  CHECK(examples[0].stated.empty());
  CHECK(examples[0].post.text == "I am leaving");
  CHECK(examples[1].stated.at("brand") == "acme");
  CHECK(examples[1].stated.at("lang") == std::nullopt);
  CHECK(examples[1].stated.at("author.followers") == "12");
  CHECK(examples[1].post.author.followers == 12);
  CHECK(examples[1].post.likes == 4);
  CHECK(examples[1].post.time - *examples[1].post.author.created_at == std::chrono::days(3));
  CHECK_FALSE(examples[2].flags);
}

TEST_CASE("a file of brands is a list, or a mapping with that list", "[parse]") {
  constexpr std::string_view list =
      "- id: acme\n  name: Acme\n  words: [acme, '@acme']\n  unless: [wile]\n"
      "  accounts: ['x:@acme', 'bluesky:did:plc:abc']\n";
  std::vector<Problem> problems;
  const auto plain = parse_brands("b.yaml", list, problems);
  CHECK(test::shown(problems) == "");
  REQUIRE(plain.size() == 1);
  CHECK(plain[0].words.size() == 2);
  CHECK(plain[0].accounts.size() == 2);
  const auto nested = parse_brands("b.yaml", "brands:\n" + std::string(list), problems);
  CHECK(test::shown(problems) == "");
  CHECK(nested.size() == 1);
}

TEST_CASE("each mistaken pack gives exactly the messages beside it", "[parse]") {
  const auto files = test::files_in(test::data_folder() / "errors", ".yaml");
  REQUIRE(files.size() >= 10);
  // TOCSIN_WRITE_EXPECTED=1 writes what is missing, for a person to read before it is committed.
  const bool write = std::getenv("TOCSIN_WRITE_EXPECTED") != nullptr;
  for (const auto& file : files) {
    std::vector<Problem> problems;
    const std::string bytes = test::read_file(file);
    parse_pack(file.filename().string(), bytes, {}, problems);
    auto expected = file;
    expected.replace_extension(".expected");
    if (write && !std::filesystem::exists(expected))
      std::ofstream(expected, std::ios::binary) << test::shown(problems);
    INFO(file);
    CHECK(test::shown(problems) == test::read_file(expected));
    CHECK_FALSE(problems.empty());
  }
}

TEST_CASE("each right pack loads without a word", "[parse]") {
  const auto files = test::files_in(test::data_folder() / "good", ".yaml");
  REQUIRE_FALSE(files.empty());
  for (const auto& file : files) {
    std::vector<Problem> problems;
    parse_pack(file.filename().string(), test::read_file(file), {}, problems);
    INFO(file);
    CHECK(test::shown(problems) == "");
  }
}
