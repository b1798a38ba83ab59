#include "tools/rules_compile_command.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <sys/resource.h>

#include "tools/messages.h"
#include "tools/rules_checking.h"
#include "tools/rules_loading.h"

namespace tocsin::tools {
namespace {

struct CompileArguments {
  std::vector<std::string> packs;
  std::string config;
  std::string brands;
};

void limit(int what, rlim_t most) {
  rlimit now{};
  if (::getrlimit(static_cast<__rlimit_resource>(what), &now) != 0) return;
  now.rlim_cur = std::min(now.rlim_max, most);
  ::setrlimit(static_cast<__rlimit_resource>(what), &now);
}

/// A pattern that explodes ends this process, not the engine; and it stands back while it works.
void limit_self() {
  limit(RLIMIT_CPU, bounds::rules_compile_cpu.count());
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  limit(RLIMIT_AS, bounds::rules_compile_bytes);  // a sanitizer's shadow alone is larger
#endif
  limit(RLIMIT_CORE, 0);
  ::setpriority(PRIO_PROCESS, 0, 10);
}

int fail_with(const std::vector<rules::Problem>& problems) {
  for (const auto& problem : problems)
    if (problem.level == rules::Level::error) print(printable(to_string(problem)) + '\n');
  return static_cast<int>(ExitCode::no);
}

int compile(const CompileArguments& arguments) {
  limit_self();
  auto config = load_wanted_config(arguments.config);
  if (!config) return tell(config.error());
  if (!arguments.brands.empty())
    if (auto added = add_brands(arguments.brands, config->brands); !added)
      return tell(added.error());
  const auto& paths = arguments.packs.empty() ? config->packs : arguments.packs;
  const rules::RuleContext context{config->brands, config->signals};
  const auto packs = load_wanted_packs(RulesWanted{paths, context});
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
  command->callback([a, &chosen] { chosen = [a] { return compile(*a); }; });
}

}  // namespace tocsin::tools
