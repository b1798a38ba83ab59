#pragma once
#include <string>
#include <vector>

/// Cases of tests/data/rules/import: a query, what it becomes, and what it says of texts. The
/// head of x.cases shows their form.
struct ImportText {
  bool matches = false;
  std::string post;
  std::string text;
  std::string place;
};

struct ImportCase {
  std::string query;
  std::vector<std::string> rules = {}, lists = {}, refused = {}, told = {};
  std::vector<ImportText> texts = {};
  std::string place;
};

std::vector<ImportCase> read_import_cases(const std::string& path);
