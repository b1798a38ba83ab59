#include "rules/format.h"

#include <cstdlib>

#include <catch2/catch_test_macros.hpp>

#include "rules/expression.h"
#include "tests/rules/pack_files.h"

using namespace tocsin;
using namespace tocsin::rules;

namespace {

std::string formatted(const std::string& bytes) {
  const auto out = format_pack("pack.yaml", bytes);
  if (!out) FAIL(test::shown(out.error()));
  return *out;
}

std::string shown(const Term& term) {
  return std::to_string(static_cast<int>(term.form)) + ' ' + term.pattern + '\n';
}

std::string shown(const Example& example) {
  std::string out = example.flags ? "flag " : "pass ";
  out += example.post.text;
  for (const auto& [field, value] : example.stated)
    out += '|' + field + '=' + value.value_or("null");
  return out + '\n';
}

std::string shown(const Rule& rule) {
  std::string out = rule.id + '|' + rule.title + '|' + rule.signal + '|' + rule.owner + '|' +
                    std::to_string(static_cast<int>(rule.severity)) + '|' +
                    std::to_string(static_cast<int>(rule.status)) + '|' +
                    std::to_string(rule.score) + '|' + canonical(*rule.when) + '\n';
  for (const Condition& c : rule.where) out += c.written + '\n';
  for (const Window& w : rule.windows)
    out += std::to_string(static_cast<int>(w.kind)) + std::to_string(w.at_least) + '|' +
           std::to_string(w.over) + '|' + std::to_string(w.within.count()) + '\n';
  if (rule.limit) out += std::to_string(rule.limit->count) + "| limit\n";
  for (const Example& e : rule.examples) out += shown(e);
  return out;
}

/// All that a pack says, without where it says it.
std::string shown(const Pack& pack) {
  std::string out = pack.name + '|' + pack.title + '|' + std::to_string(pack.version) + '\n';
  for (const std::string& language : pack.languages) out += language + '\n';
  for (const TermList& list : pack.terms) {
    out += list.name + '\n';
    for (const Term& t : list.entries) out += shown(t);
  }
  for (const Rule& rule : pack.rules) out += shown(rule);
  for (const Brand& brand : pack.brands) {
    out += brand.id + '|' + brand.name + '|' + brand.owner + '\n';
    for (const Term& t : brand.words) out += shown(t);
    for (const Term& t : brand.unless) out += shown(t);
    for (const std::string& account : brand.accounts) out += account + '\n';
  }
  return out;
}

std::string parsed(std::string_view bytes) {
  std::vector<Problem> problems;
  return shown(parse_pack("pack.yaml", bytes, {}, problems));
}

std::size_t comments_in(const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find("# "); at != std::string::npos; at = text.find("# ", at + 1))
    ++count;
  return count;
}

}  // namespace

TEST_CASE("each pack is formatted as the file beside it", "[format]") {
  const bool write = std::getenv("TOCSIN_WRITE_EXPECTED") != nullptr;
  for (const auto& file : test::files_in(test::data_folder() / "format", ".yaml")) {
    const std::string out = formatted(test::read_file(file));
    auto expected = file;
    expected.replace_extension(".expected");
    if (write && !std::filesystem::exists(expected))
      std::ofstream(expected, std::ios::binary) << out;
    INFO(file);
    CHECK(out == test::read_file(expected));
    CHECK(formatted(out) == out);
  }
}

TEST_CASE("formatting changes no word of a shipped pack, and is done in one go", "[format]") {
  REQUIRE_FALSE(shipped_packs().empty());
  for (const auto& [file, bytes] : shipped_packs()) {
    INFO(file);
    const std::string once = formatted(std::string(bytes));
    CHECK(formatted(once) == once);
    CHECK(parsed(once) == parsed(bytes));
    CHECK(comments_in(once) == comments_in(std::string(bytes)));
  }
}

TEST_CASE("formatting changes no word of a pack of the tests", "[format]") {
  int count = 0;
  for (const auto* folder : {"good", "errors"})
    for (const auto& file : test::files_in(test::data_folder() / folder, ".yaml")) {
      const std::string bytes = test::read_file(file);
      const auto once = format_pack("pack.yaml", bytes);
      if (!once) continue;  // it cannot be read as YAML
      ++count;
      INFO(file);
      CHECK(formatted(*once) == *once);
      std::vector<Problem> before, after;
      const Pack pack = parse_pack("p", bytes, {}, before);
      const Pack again = parse_pack("p", *once, {}, after);
      CHECK(shown(pack) == shown(again));
      CHECK(before.size() == after.size());
    }
  CHECK(count >= 20);
}

TEST_CASE("a file that is no YAML is not formatted, and says why", "[format]") {
  const auto out = format_pack("bad.yaml", "pack: x\n\ttitle: y\n");
  REQUIRE_FALSE(out);
  CHECK(test::shown(out.error()).contains("bad.yaml:2:1: error: a tab indents this line"));
  CHECK_FALSE(format_pack("list.yaml", "- a\n- b\n"));
}

TEST_CASE("text that YAML might read as something else keeps its quotes", "[format]") {
  const std::string out = formatted(
      "pack: a\ntitle: 'yes'\nversion: 1\nrules: []\n"
      "terms: {t: ['no', \"12\", 'null', plain, \"a: b\", '- x']}\n");
  CHECK(out ==
        "pack: a\ntitle: \"yes\"\nversion: 1\n\nterms:\n"
        "  t: [\"no\", \"12\", \"null\", plain, \"a: b\", \"- x\"]\n\nrules: []\n");
}

TEST_CASE("the shipped packs are in their one form", "[format]") {
  for (const auto& [name, bytes] : shipped_packs()) {
    INFO(name << ": run `tocsin rules fmt rules/packs`");
    CHECK(formatted(std::string(bytes)) == bytes);
  }
}
