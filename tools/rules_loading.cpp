#include "tools/rules_loading.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tools/memory/memory.h"

namespace tocsin::tools {

Fault fault_of(const std::vector<rules::Problem>& problems, std::string_view so) {
  std::string text;
  for (const auto& problem : problems)
    if (problem.level == rules::Level::error) text += rules::to_string(problem) + "\n";
  return {ExitCode::bad_config, text + std::string(so), true};
}

rules::LoadedPacks load_wanted_packs(const RulesWanted& wanted, rules::Tell tell) {
  return wanted.packs.empty() ? rules::load_shipped_packs(wanted.context, tell)
                              : rules::load_packs(wanted.packs, wanted.context, tell);
}

std::expected<RulesLoaded, Fault> load_rules(const RulesWanted& wanted, rules::Tell tell) {
  auto packs = load_wanted_packs(wanted, tell);
  constexpr std::string_view so =
      "the rules have errors, so nothing was started; mend them, and try with "
      "`tocsin rules check PATH`";
  if (!packs.ok()) return std::unexpected(fault_of(packs.problems, so));
  auto book = rules::compile(packs, wanted.context, {.cache_dir = rules_cache_folder()});
  if (!book) return std::unexpected(fault_of(book.error(), so));
  RulesLoaded loaded{std::move(*book), packs.packs.size(), std::move(packs.problems)};
  packs = {};
  give_back_memory();
  return loaded;
}

std::expected<Config, Fault> load_wanted_config(const std::string& file) {
  if (file.empty()) return Config{};
  std::vector<rules::Problem> problems;
  auto config = load_config(file, problems);
  if (!rules::has_errors(problems)) return config;
  return std::unexpected(
      fault_of(problems, "the configuration has errors, so nothing was started; mend them"));
}

std::expected<void, Fault> add_brands(const std::string& file, std::vector<rules::Brand>& brands) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream bytes;
  if (!in || !(bytes << in.rdbuf()))
    return std::unexpected(
        Fault{ExitCode::wrong_use, "--brands " + file + ": cannot be read; check the path"});
  std::vector<rules::Problem> problems;
  auto more = rules::parse_brands(file, bytes.str(), problems);
  if (rules::has_errors(problems))
    return std::unexpected(fault_of(problems, "the brands have errors; mend them"));
  std::ranges::move(more, std::back_inserter(brands));
  return {};
}

std::string rules_cache_folder() {
  const auto variable = [](const char* name) -> std::filesystem::path {
    const char* value = std::getenv(name);
    return value != nullptr && *value == '/' ? value : "";
  };
  if (auto cache = variable("XDG_CACHE_HOME"); !cache.empty()) return cache / "tocsin/rules";
  if (auto home = variable("HOME"); !home.empty()) return home / ".cache/tocsin/rules";
  return {};
}

}  // namespace tocsin::tools
