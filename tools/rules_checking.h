#pragma once
#include <cstddef>
#include <expected>
#include <string>
#include <vector>

#include "rules/rules.h"
#include "tools/exit_code.h"

/// What the commands of `tocsin rules` have in common.
namespace tocsin::tools {

struct RulesArguments {
  std::vector<std::string> paths;
  std::string brands;
  std::string frequencies;    ///< a table of `rules frequencies`; empty: none
  double common_percent = 1;  ///< a term in more posts than this is told of
  bool strict = false;
  bool json = false;
  bool fix = false;
};

/// Packs as they were found: parsed, linted, and where that went well compiled.
struct CheckedPacks {
  rules::RuleContext context;
  rules::LoadedPacks packs;
  RuleBookPtr book;  ///< null where there are errors
  std::vector<rules::Problem> problems;
};

/// Loads the packs of `paths` (none: the shipped ones), without compiling them.
std::expected<CheckedPacks, Fault> read_packs(const RulesArguments& arguments);
/// The same, and compiles them.
std::expected<CheckedPacks, Fault> check_packs(const RulesArguments& arguments);

/// `3 rules`, `1 rule`
std::string counted(std::size_t n, const std::string& noun);
/// The answer, to standard output.
void print(const std::string& text);

}  // namespace tocsin::tools
