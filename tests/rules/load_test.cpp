#include <catch2/catch_test_macros.hpp>
#include <unistd.h>

#include "engine/bounds.h"
#include "tests/places.h"
#include "tests/rules/pack_files.h"

using namespace tocsin;
using namespace tocsin::rules;

namespace {

/// A folder of pack files, gone with the test.
class PackFolder {
 public:
  PackFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "tocsin-packs-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
    path_ = name;
  }
  ~PackFolder() { std::filesystem::remove_all(path_); }
  PackFolder(const PackFolder&) = delete;
  PackFolder& operator=(const PackFolder&) = delete;

  void add(const std::string& name, const std::string& pack, const std::string& rest) const {
    std::ofstream(path_ / name) << "pack: " + pack + "\ntitle: T\nversion: 1\n" + rest;
  }
  std::string problems(const RuleContext& context = {}) const {
    const std::string path = path_.string();
    std::string out = test::shown(load_packs({&path, 1}, context).problems);
    for (std::size_t at; (at = out.find(path + "/")) != std::string::npos;)
      out.erase(at, path.size() + 1);
    return out;
  }
  std::filesystem::path path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string rule(const std::string& id, const std::string& when,
                 const std::string& signal = "complaint") {
  return "  - id: " + id + "\n    title: T\n    signal: " + signal +
         "\n    severity: low\n    status: live\n    when: '" + when +
         "'\n    examples: {flag: [\"a\"], pass: [\"b\"]}\n";
}

const std::string terms = "terms:\n  words: [word]\n";

}  // namespace

TEST_CASE("a rule uses the terms of another pack", "[load]") {
  const PackFolder folder;
  folder.add("a.yaml", "a", terms + "rules:\n" + rule("r", "words"));
  folder.add("b.yaml", "b", "rules:\n" + rule("r", "a.words AND brand"));
  CHECK(folder.problems() == "");
}

TEST_CASE("more brands than a post can be about are refused, at the first too many", "[load]") {
  const PackFolder folder;
  RuleContext context;
  for (std::size_t n = 1; n < bounds::brands; ++n) {
    context.brands.emplace_back().id = "b" + std::to_string(n);
    context.brands.back().place = {"tocsin.yaml", static_cast<int>(n), 1};
  }
  const std::string rest = terms + "rules:\n" + rule("r", "words") + "brands:\n";
  folder.add("a.yaml", "a", rest + "  - {id: acme, words: [acme]}\n");
  CHECK(folder.problems(context) == "");
  folder.add("a.yaml", "a", rest + "  - {id: acme, words: [acme]}\n  - {id: zeta, words: [z]}\n");
  const auto told = folder.problems(context);
  CHECK(told.starts_with("a.yaml:16:5: error: the brand `zeta` is one more than the 64 "));
  CHECK(told.find('\n') == told.size() - 1);
}

TEST_CASE("what other packs do not have is told where it is asked for", "[load]") {
  const PackFolder folder;
  folder.add("a.yaml", "a", terms + "rules:\n" + rule("r", "words"));
  folder.add("b.yaml", "b",
             "rules:\n" + rule("r", "a.wrods OR nowhere.list") +
                 rule("s", "\"x\" AND rule:a/q AND signal:complant AND brand:acme"));
  CHECK(folder.problems() ==
        "b.yaml:10:12: error: the pack `a` has no term `wrods`; did you mean `a.words`?\n"
        "b.yaml:10:23: error: no pack `nowhere` is loaded: name its file too, so that "
        "`nowhere.list` is known\n"
        "b.yaml:17:20: error: no rule `a/q` is loaded; did you mean `a/r`?\n"
        "b.yaml:17:33: error: `complant` is no signal; did you mean `complaint`?\n"
        "b.yaml:17:53: error: no brand `acme` is configured: add it under `brands:`, or give its "
        "file with `--brands FILE`\n");
}

TEST_CASE("a brand of the configuration or of any pack may be named", "[load]") {
  const PackFolder folder;
  folder.add("a.yaml", "a",
             "brands:\n  - {id: acme, words: [acme]}\nrules:\n" + rule("r", "\"x\""));
  folder.add("b.yaml", "b", "rules:\n" + rule("r", "brand:acme OR brand:other"));
  RuleContext context;
  context.brands.emplace_back().id = "other";
  CHECK(folder.problems(context) == "");
}

TEST_CASE("two packs of one name are told", "[load]") {
  const PackFolder folder;
  folder.add("a.yaml", "same", terms + "rules:\n" + rule("r", "words"));
  folder.add("b.yaml", "same", terms + "rules:\n" + rule("r", "words"));
  CHECK(folder.problems().contains("b.yaml:1:1: error: the pack `same` is "));
}

TEST_CASE("rules that wait for each other are told", "[load]") {
  const PackFolder folder;
  folder.add("a.yaml", "a",
             "rules:\n" + rule("one", "\"x\" AND rule:a/two") +
                 rule("two", "\"x\" AND signal:churn") + rule("three", "rule:a/one", "churn") +
                 rule("outside", "\"x\" AND rule:a/one"));
  const std::string problems = folder.problems();
  CHECK(problems.contains("this rule waits for itself: a/one → a/two → a/three → a/one"));
  CHECK_FALSE(problems.contains("a/outside →"));
}

TEST_CASE("a path that cannot be read, and a folder without packs, are told", "[load]") {
  const PackFolder folder;
  const std::vector<std::string> paths{folder.path().string(),
                                       (folder.path() / "none.yaml").string()};
  const LoadedPacks loaded = load_packs(paths, {});
  REQUIRE(loaded.problems.size() == 2);
  CHECK(loaded.problems[0].lint == "no-packs");
  CHECK(loaded.problems[1].lint == "unreadable");
}

TEST_CASE("a file that is too large, or no text, is refused with its reason", "[load]") {
  std::vector<Problem> problems;
  parse_pack("big.yaml", std::string(300 << 10, '#'), {}, problems);
  parse_pack("bytes.yaml", "pack: a\ntitle: \xff\n", {}, problems);
  CHECK(test::shown(problems) ==
        "big.yaml:1:1: error: this file has more than 262144 bytes: split it into several\n"
        "bytes.yaml:2:8: error: this byte is no UTF-8 text (or a control character): save the "
        "file as UTF-8\n");
}

TEST_CASE("nesting beyond the bound is told, and the rest is read", "[load]") {
  std::vector<Problem> problems;
  const std::string deep = std::string(20, '[') + std::string(20, ']');
  parse_pack("deep.yaml", "pack: a\ntitle: T\nversion: 1\nlanguages: " + deep + "\nrulse: []\n", {},
             problems);
  const std::string shown = test::shown(problems);
  CHECK(shown.contains("nested deeper than 16 levels"));
  CHECK(shown.contains("did you mean `rules`?"));
}

TEST_CASE("ten mistakes that authors make first are told with their line and their mend",
          "[load]") {
  std::ifstream list(TOCSIN_TESTS_DIR "/data/rules/ten_mistakes.txt");
  std::size_t mistakes = 0;
  for (std::string line; std::getline(list, line);) {
    if (line.starts_with('#')) continue;
    INFO(line);
    std::vector<std::string> parts;
    for (std::size_t at = 0; at != std::string::npos;) {
      const std::size_t bar = line.find(" | ", at);
      parts.push_back(line.substr(at, bar - at));
      at = bar == std::string::npos ? bar : bar + 3;
    }
    REQUIRE(parts.size() == 4);
    std::vector<Problem> problems;
    const std::string file = TOCSIN_TESTS_DIR "/data/rules/errors/" + parts[0] + ".yaml";
    parse_pack(file, pack_bytes(file).value_or(""), {}, problems);
    REQUIRE_FALSE(problems.empty());
    const Problem& first = problems.front();
    INFO(to_string(first));
    CHECK(first.level == Level::error);
    CHECK(std::to_string(first.place.line) == parts[1]);
    CHECK(first.text.contains(parts[2]));
    CHECK(first.text.contains(parts[3]));
    ++mistakes;
  }
  CHECK(mistakes == 10);
}
