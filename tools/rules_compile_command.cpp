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
  bool json = false;
};

/// Only what keeps the packs from loading.
int fail_with(CheckedPacks& checked, std::vector<rules::Problem> problems, bool json) {
  std::erase_if(problems, [](const auto& p) { return p.level != rules::Level::error; });
  checked.problems = std::move(problems);
  if (json)
    print(answer_json(checked, false));
  else
    for (const auto& problem : checked.problems) print(printable(to_string(problem)) + '\n');
  return static_cast<int>(ExitCode::no);
}

int compile(const CompileArguments& arguments) {
  auto config = load_wanted_config(arguments.config);
  if (!config) return tell(config.error());
  if (!arguments.brands.empty())
    if (auto added = add_brands(arguments.brands, config->brands); !added)
      return tell(added.error());
  const auto& paths = arguments.packs.empty() ? config->packs : arguments.packs;
  CheckedPacks checked;
  checked.context = {config->brands, config->signals};
  checked.packs = load_wanted_packs(RulesWanted{paths, checked.context}, rules::Tell::errors);
  const auto& packs = checked.packs;
  if (!packs.ok()) return fail_with(checked, packs.problems, arguments.json);
  const auto book = rules::compile(packs, checked.context, {.cache_dir = rules_cache_folder()});
  if (!book) return fail_with(checked, book.error(), arguments.json);
  if (auto unproved = rules::prove(packs, checked.context, *book); rules::has_errors(unproved))
    return fail_with(checked, std::move(unproved), arguments.json);
  print(arguments.json ? answer_json(checked, true)
                       : counted((*book)->rules().size(), "rule") + " in " +
                             counted(packs.packs.size(), "pack") + '\n');
  return static_cast<int>(ExitCode::done);
}

}  // namespace

void add_rules_compile_command(Command rules) {
  const auto command =
      rules.add("compile", "Check, compile and prove packs within limits, as a running engine does",
                "tocsin rules compile --config tocsin.yaml packs/");
  auto a = std::make_shared<CompileArguments>();
  command.option("packs", a->packs, "pack files or folders; none: the configuration's");
  command.option("--config", a->config, "configuration file: brands, signals, packs");
  command.option("--brands", a->brands, "a file with `brands:`, beside the configuration's");
  command.flag("--json", a->json, "one JSON object for scripts");
  command.runs([a] {
    return within_limits({bounds::rules_compile_cpu, bounds::rules_compile_bytes},
                         [&] { return compile(*a); });
  });
}

}  // namespace tocsin::tools
