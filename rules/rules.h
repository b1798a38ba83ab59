#pragma once
#include <algorithm>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/pack.h"

/// What the rules folder gives to the program: from pack files to a RuleBook.
namespace tocsin::rules {

/// What the configuration says to the rule language.
struct RuleContext {
  std::vector<Brand> brands;               ///< of the configuration; packs may add
  std::vector<std::string> extra_signals;  ///< `signals:` of the configuration
};

/// Warnings alone are none.
inline bool has_errors(std::span<const Problem> problems) {
  return std::ranges::any_of(problems, [](const Problem& p) { return p.level == Level::error; });
}

struct LoadedPacks {
  std::vector<Pack> packs;
  std::vector<Problem> problems;  ///< in file and line order
  std::size_t beside = 0;         ///< so many of the packs, the last ones, are only referred to
  bool ok() const { return !has_errors(problems); }
  std::span<const Pack> asked() const { return std::span(packs).first(packs.size() - beside); }
};

/// Whether what is probably not meant is told beside what is wrong.
enum class Tell : std::uint8_t { everything, errors };

/// Parses one pack. Always tells every problem, not only the first. (rules/pack_parser.cpp)
Pack parse_pack(std::string_view file, std::string_view bytes, const RuleContext& context,
                std::vector<Problem>& problems, Tell tell = Tell::everything);
/// The `brands:` list of a file of its own (`--brands`) or of the configuration.
std::vector<Brand> parse_brands(std::string_view file, std::string_view bytes,
                                std::vector<Problem>& problems);
/// The files that paths lead to: a file is itself, a folder all `*.yaml` in it, by name. A folder
/// without any is a problem.
std::vector<std::string> pack_files(std::span<const std::string> paths,
                                    std::vector<Problem>& problems);
/// A pack file's bytes; nullopt where it cannot be read.
/// Limits     bounds::pack_bytes, and one more where there are more.
std::optional<std::string> pack_bytes(const std::string& file);
/// Parses all `*.yaml` of the paths (files or folders), then resolves what crosses files
/// (`pack.term`, unique pack names and rule ids) and lints. (rules/load.cpp)
LoadedPacks load_packs(std::span<const std::string> paths, const RuleContext& context,
                       Tell tell = Tell::everything);

/// Packs that others may refer to.
struct Beside {
  std::vector<std::string> paths;
  bool shipped = false;  ///< those that travel with the program too
};
/// Packs with others beside. Of those, only what is referred to is loaded, and of that only errors
/// are told; one with the name of an asked pack makes place for it. (rules/beside.cpp)
LoadedPacks load_packs_beside(std::span<const std::string> paths, const Beside& beside,
                              const RuleContext& context);
/// The packs that travel with the program, by file name. (generated into the library)
std::span<const std::pair<std::string_view, std::string_view>> shipped_packs();
LoadedPacks load_shipped_packs(const RuleContext& context, Tell tell = Tell::everything);

/// Where compiled Hyperscan databases are kept between runs; empty: nowhere.
struct CompileOptions {
  std::string cache_dir;
};

/// Compiles packs and brands. Errors that only the compiler can see (a regex that cannot run)
/// come as problems. (rules/compiler.cpp)
std::expected<RuleBookPtr, std::vector<Problem>> compile(const LoadedPacks& packs,
                                                         const RuleContext& context,
                                                         const CompileOptions& options = {});

/// Runs every example of every rule of the asked packs. One problem a failure, naming the clause.
/// (rules/proof.cpp)
std::vector<Problem> prove(const LoadedPacks& packs, const RuleContext& context, RuleBookPtr book);

}  // namespace tocsin::rules
