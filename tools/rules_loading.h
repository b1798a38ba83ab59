#pragma once
#include <expected>
#include <string>
#include <vector>

#include "rules/rules.h"
#include "tools/config.h"
#include "tools/exit_code.h"

/// From what the operator configured to a compiled rule set, or one message that says what to mend.
namespace tocsin::tools {

/// Which rules a command runs with.
struct RulesWanted {
  std::vector<std::string> packs;  ///< files or folders; empty: the shipped packs
  rules::RuleContext context;
};

struct RulesLoaded {
  RuleBookPtr book;
  std::size_t packs = 0;
  std::vector<rules::Problem> warnings;
};

/// Loads and lints, without compiling.
rules::LoadedPacks load_wanted_packs(const RulesWanted& wanted,
                                     rules::Tell tell = rules::Tell::everything);
/// Loads and compiles. Where rules have errors: all of them, and code 78.
/// Cost       What was read is given back to the system in the end, since it is several times what
///            is kept; that takes some milliseconds.
std::expected<RulesLoaded, Fault> load_rules(const RulesWanted& wanted,
                                             rules::Tell tell = rules::Tell::everything);

/// The configuration of `--config`, or the default one where `file` is empty. Where it has
/// problems: all of them, and code 78.
std::expected<Config, Fault> load_wanted_config(const std::string& file);

/// The brands of a `--brands` file, added to `brands`.
std::expected<void, Fault> add_brands(const std::string& file, std::vector<rules::Brand>& brands);

/// Problems as lines, and then what follows from them.
Fault fault_of(const std::vector<rules::Problem>& problems, std::string_view so);

/// Where compiled rules are kept between runs: $XDG_CACHE_HOME/tocsin/rules or
/// ~/.cache/tocsin/rules; empty: nowhere.
std::string rules_cache_folder();

}  // namespace tocsin::tools
