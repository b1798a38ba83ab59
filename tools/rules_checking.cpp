#include "tools/rules_checking.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "tools/quantity.h"
#include "tools/rules_frequencies.h"
#include "tools/rules_loading.h"

namespace tocsin::tools {

std::expected<CheckedPacks, Fault> read_packs(const RulesArguments& arguments) {
  CheckedPacks checked;
  if (!arguments.brands.empty())
    if (const auto added = add_brands(arguments.brands, checked.context.brands); !added)
      return std::unexpected(Fault{ExitCode::no, added.error().what});
  checked.packs = load_wanted_packs(RulesWanted{arguments.paths, checked.context});
  checked.problems = checked.packs.problems;
  if (arguments.frequencies.empty()) return checked;
  const auto table = read_frequencies(arguments.frequencies);
  if (!table) return std::unexpected(table.error());
  for (const auto& pack : checked.packs.packs)
    rules::lint_common_terms(pack, *table, arguments.common_percent / 100, checked.problems);
  return checked;
}

std::expected<CheckedPacks, Fault> check_packs(const RulesArguments& arguments) {
  auto checked = read_packs(arguments);
  if (!checked || !checked->packs.ok()) return checked;
  auto book = rules::compile(checked->packs, checked->context, {.cache_dir = rules_cache_folder()});
  if (book)
    checked->book = std::move(*book);
  else
    std::ranges::move(book.error(), std::back_inserter(checked->problems));
  return checked;
}

std::string counted(std::size_t n, const std::string& noun) {
  return count_text(n) + ' ' + noun + (n == 1 ? "" : "s");
}

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace tocsin::tools
