#pragma once
#include <cstddef>
#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "rules/rules.h"
#include "tools/command.h"
#include "tools/exit_code.h"

/// What the commands of `tocsin rules` have in common.
namespace tocsin::tools {

struct RulesArguments {
  std::vector<std::string> paths;
  std::string config;  ///< of which brands and signals, and packs where no path is given
  std::string brands;
  std::vector<std::string> beside;  ///< packs that may be referred to; `shipped`: ours
  std::string frequencies;          ///< a table of `rules frequencies`; empty: none
  double common_percent = 1;        ///< a term in more posts than this is told of
  bool strict = false;
  bool json = false;
  bool fix = false;
  bool limited = false;  ///< an engine asks, from a text that somebody sent it
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

/// What there is, without what is only referred to.
struct PackSizes {
  std::size_t packs = 0;
  std::size_t rules = 0;
  std::size_t examples = 0;
  std::size_t retired = 0;  ///< examples of retired rules, which nothing runs
};
PackSizes sizes_of(const rules::LoadedPacks& packs);
/// The problems with their mends, as one JSON object on a line.
std::string answer_json(const CheckedPacks& checked, bool ok);
/// `--packs`, `--config`, `--brands` and `--beside`, as all commands over packs have them.
void add_context_options(Command command, RulesArguments& arguments);
/// Where what they compile to is kept.
std::string cache_for(const RulesArguments& arguments);
/// Runs a command, within the limits of a draft where an engine asks.
int run_limited(const RulesArguments& arguments, const std::function<int()>& work);

/// `3 rules`, `1 rule`
std::string counted(std::size_t n, const std::string& noun);
/// The answer, to standard output.
void print(const std::string& text);

}  // namespace tocsin::tools
