#include "tools/rules_compile_command.h"

#include <memory>
#include <string>
#include <vector>

#include "tools/messages.h"
#include "tools/rules_checking.h"
#include "tools/rules_loading.h"
#include "tools/self_limits.h"

namespace tocsin::tools {
namespace {

struct CompileArguments {
  std::vector<std::string> packs;
  std::string config;
  std::string brands;
};

int fail_with(const std::vector<rules::Problem>& problems) {
  for (const auto& problem : problems)
    if (problem.level == rules::Level::error) print(printable(to_string(problem)) + '\n');
  return static_cast<int>(ExitCode::no);
}

int compile(const CompileArguments& arguments) {
  auto config = load_wanted_config(arguments.config);
  if (!config) return tell(config.error());
  if (!arguments.brands.empty())
    if (auto added = add_brands(arguments.brands, config->brands); !added)
      return tell(added.error());
  const auto& paths = arguments.packs.empty() ? config->packs : arguments.packs;
  const rules::RuleContext context{config->brands, config->signals};
  const auto packs = load_wanted_packs(RulesWanted{paths, context}, rules::Tell::errors);
  if (!packs.ok()) return fail_with(packs.problems);
  const auto book = rules::compile(packs, context, {.cache_dir = rules_cache_folder()});
  if (!book) return fail_with(book.error());
  const auto unproved = rules::prove(packs, context, *book);
  if (rules::has_errors(unproved)) return fail_with(unproved);
  print(counted((*book)->rules().size(), "rule") + " in " + counted(packs.packs.size(), "pack") +
        '\n');
  return static_cast<int>(ExitCode::done);
}

}  // namespace

void add_rules_compile_command(CLI::App& rules, Chosen& chosen) {
  auto* command = add_command(
      rules, "compile", "Check, compile and prove packs within limits, as a running engine does",
      "tocsin rules compile --config tocsin.yaml packs/");
  auto a = std::make_shared<CompileArguments>();
  command->add_option("packs", a->packs, "pack files or folders; none: the configuration's");
  command->add_option("--config", a->config, "configuration file: brands, signals, packs");
  command->add_option("--brands", a->brands, "a file with `brands:`, beside the configuration's");
  command->callback([a, &chosen] {
    chosen = [a] {
      return within_limits({bounds::rules_compile_cpu, bounds::rules_compile_bytes},
                           [&] { return compile(*a); });
    };
  });
}

}  // namespace tocsin::tools
