#include "tools/rules_checking.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "engine/json_writer.h"
#include "engine/workshop/bounds.h"
#include "tools/problem_json.h"
#include "tools/quantity.h"
#include "tools/rules_frequencies.h"
#include "tools/rules_loading.h"
#include "tools/self_limits.h"

namespace tocsin::tools {

namespace {

constexpr std::string_view shipped = "shipped";

rules::Beside beside_of(const std::vector<std::string>& named) {
  rules::Beside beside;
  for (const auto& path : named)
    if (path == shipped)
      beside.shipped = true;
    else
      beside.paths.push_back(path);
  return beside;
}

rules::LoadedPacks load_asked(const RulesWanted& wanted, const RulesArguments& arguments) {
  if (arguments.beside.empty()) return load_wanted_packs(wanted);
  return rules::load_packs_beside(wanted.packs, beside_of(arguments.beside), wanted.context);
}

}  // namespace

std::expected<CheckedPacks, Fault> read_packs(const RulesArguments& arguments) {
  CheckedPacks checked;
  const auto config = load_wanted_config(arguments.config);
  if (!config) return std::unexpected(config.error());
  checked.context = {config->brands, config->signals};
  if (!arguments.brands.empty())
    if (const auto added = add_brands(arguments.brands, checked.context.brands); !added)
      return std::unexpected(Fault{ExitCode::no, added.error().what, added.error().names_places});
  const auto& paths = arguments.paths.empty() ? config->packs : arguments.paths;
  checked.packs = load_asked(RulesWanted{paths, checked.context}, arguments);
  checked.problems = checked.packs.problems;
  if (arguments.frequencies.empty()) return checked;
  const auto table = read_frequencies(arguments.frequencies);
  if (!table) return std::unexpected(table.error());
  for (const auto& pack : checked.packs.asked())
    rules::lint_common_terms(pack, *table, arguments.common_percent / 100, checked.problems);
  return checked;
}

std::expected<CheckedPacks, Fault> check_packs(const RulesArguments& arguments) {
  auto checked = read_packs(arguments);
  if (!checked || !checked->packs.ok()) return checked;
  auto book = rules::compile(checked->packs, checked->context, {.cache_dir = cache_for(arguments)});
  if (book)
    checked->book = std::move(*book);
  else
    std::ranges::move(book.error(), std::back_inserter(checked->problems));
  return checked;
}

/// Drafts come and go with every key: what they compile to is not kept.
std::string cache_for(const RulesArguments& arguments) {
  return arguments.limited ? std::string() : rules_cache_folder();
}

PackSizes sizes_of(const rules::LoadedPacks& packs) {
  PackSizes sizes{.packs = packs.asked().size()};
  for (const auto& pack : packs.asked()) {
    sizes.rules += pack.rules.size();
    for (const auto& rule : pack.rules) {
      sizes.examples += rule.examples.size();
      if (rule.status == RuleStatus::retired) sizes.retired += rule.examples.size();
    }
  }
  return sizes;
}

std::string answer_json(const CheckedPacks& checked, bool ok) {
  const PackSizes sizes = sizes_of(checked.packs);
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("ok", ok).field("packs", sizes.packs).field("rules", sizes.rules);
  json.field("examples", sizes.examples).key("problems").begin_array();
  EditFinder edits;
  for (const auto& problem : checked.problems) write_problem(json, problem, edits.edit_of(problem));
  json.end_array().end_object();
  return out + '\n';
}

void add_context_options(Command command, RulesArguments& arguments) {
  command
      .option("--config", arguments.config,
              "configuration file: brands, signals, and packs where none are named")
      .existing_file();
  command.option("--brands", arguments.brands, "file with our brands").existing_file();
  command
      .option("--beside", arguments.beside,
              "packs that these may refer to, and that are not looked at themselves; "
              "`shipped`: those of the program")
      .existing_path_or(std::string(shipped));
  command.flag("--limited", arguments.limited).hidden();
}

int run_limited(const RulesArguments& arguments, const std::function<int()>& work) {
  if (!arguments.limited) return work();
  return within_limits({bounds::draft_cpu, bounds::draft_bytes}, work);
}

std::string counted(std::size_t n, const std::string& noun) {
  return count_text(n) + ' ' + noun + (n == 1 ? "" : "s");
}

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace tocsin::tools
