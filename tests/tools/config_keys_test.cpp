#include "tools/config_keys.h"

#include <fstream>
#include <functional>
#include <sstream>

#include <catch2/catch_test_macros.hpp>

#include "tests/places.h"
#include "tools/config.h"
#include "tools/config_values.h"

using namespace tocsin;
using namespace tocsin::tools;
using keys::Holds;
using keys::Key;

namespace {

/// Each key of the file and of the mappings in it, with what stands before it and behind it.
void each(const std::function<void(const Key&, const std::string&, const std::string&)>& what) {
  for (const Key& key : keys::config) {
    what(key, "", "");
    for (const Key& inner : key.keys) {
      what(inner, std::string(key.name) + ": {", "}");
      for (const Key& innermost : inner.keys)
        what(innermost, std::string(key.name) + ": {" + std::string(inner.name) + ": {", "}}");
    }
  }
}

Config read(const std::string& text, std::vector<rules::Problem>& problems) {
  return read_config("tocsin.yaml", text, problems);
}

std::size_t problems_of(const std::string& text) {
  std::vector<rules::Problem> problems;
  read(text, problems);
  return problems.size();
}

/// All that has a default which can be written.
std::string shown(const Config& c) {
  std::ostringstream out;
  out << c.listen.host << ' ' << c.listen.port << ' ' << c.retention.posts << ' '
      << c.retention.cases << ' ' << c.retention.feed << ' ' << c.retention.dead_letters << ' '
      << c.limits.sampled_per_hour << ' ' << c.people.idle_desk << ' ' << c.people.idle_office
      << ' ' << c.people.absolute << ' ' << c.reply.undo << ' ' << c.quiet.share << ' '
      << c.quiet.of_last << ' ' << c.quiet.alerts_per_minute << ' ' << c.quiet.off;
  return out.str();
}

bool has_range(const Key& key) {
  return key.holds == Holds::number || key.holds == Holds::share || key.holds == Holds::duration ||
         key.holds == Holds::size;
}

/// An amount as it is written for a key.
std::string amount(const Key& key, std::int64_t n) {
  if (key.holds == Holds::duration) return std::to_string(n) + 's';
  if (key.holds == Holds::share) return std::to_string(static_cast<double>(n) / 1000);
  return std::to_string(n);
}

std::string page() {
  std::ifstream in(std::string(TOCSIN_SOURCE_DIR) + "/docs/operations.md");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("a default in the table of keys is the one that is used", "[config]") {
  const std::string otherwise = shown(Config{});
  std::size_t defaults = 0;
  each([&](const Key& key, const std::string& before, const std::string& after) {
    if (key.otherwise.empty() || before.contains("reply: {bluesky") ||
        before.contains("reply: {mastodon"))
      return;
    std::vector<rules::Problem> problems;
    const std::string text =
        before + std::string(key.name) + ": '" + std::string(key.otherwise) + '\'' + after;
    INFO(text);
    CHECK(shown(read(text, problems)) == otherwise);
    CHECK(problems.empty());
    ++defaults;
  });
  CHECK(defaults >= 14);
}

TEST_CASE("a range in the table of keys is the one that is asked for", "[config]") {
  std::size_t ranges = 0;
  each([&](const Key& key, const std::string& before, const std::string& after) {
    if (!has_range(key)) return;
    const auto with = [&](std::int64_t n) {
      return before + std::string(key.name) + ": " + amount(key, n) + after;
    };
    INFO(with(key.low) << "  " << range_of(key, "–"));
    CHECK(problems_of(with(key.low)) == 0);
    CHECK(problems_of(with(key.high)) == 0);
    CHECK(problems_of(with(key.low - 1)) == 1);
    CHECK(problems_of(with(key.high + 1)) == 1);
    ++ranges;
  });
  CHECK(ranges >= 13);
}

TEST_CASE("docs/operations.md shows every key, with its range", "[config]") {
  const std::string text = page();
  const std::size_t begin = text.find("```yaml\n") + 8;
  const std::string block = text.substr(begin, text.find("```", begin) - begin);
  each([&](const Key& key, const std::string& before, const std::string&) {
    // Rare options of accounts stand in the text below.
    const bool account = before.contains("bluesky") || before.contains("mastodon");
    const std::string_view where = account || key.name == "off" ? std::string_view(text) : block;
    const std::string name = std::string(key.name);
    INFO(before << name);
    const std::size_t written = where.find(name + ':');
    const std::size_t at =
        written != std::string_view::npos ? written : where.find('`' + name + '`');
    REQUIRE(at != std::string_view::npos);
    if (!has_range(key)) return;
    const std::string_view line = where.substr(at, where.find('\n', at) - at);
    INFO(line);
    CHECK(line.contains(range_of(key, "–")));
    if (!key.otherwise.empty()) CHECK(line.contains(std::string(key.otherwise)));
  });
  for (const auto table : keys::sources)
    for (const Key& key : table) {
      INFO(key.name);
      const bool shown = text.contains('`' + std::string(key.name) + '`') ||
                         block.contains(std::string(key.name) + ':');
      CHECK(shown);
    }
}
