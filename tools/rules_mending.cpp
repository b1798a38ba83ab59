#include "tools/rules_mending.h"

#include <map>
#include <set>

#include "engine/bounds.h"
#include "rules/fix.h"
#include "tools/replaced_file.h"

namespace tocsin::tools {
namespace {

constexpr int rounds_most = 10;

}  // namespace

std::expected<Mended, Fault> mend_files(const RulesArguments& arguments) {
  Mended mended;
  std::set<std::string> files;
  for (int round = 0; round < rounds_most; ++round) {
    const auto checked = read_packs(arguments);
    if (!checked) return std::unexpected(checked.error());
    std::map<std::string, std::vector<rules::Problem>> by_file;
    for (const auto& problem : checked->problems)
      if (problem.fix && problem.fix->safe) by_file[problem.place.file].push_back(problem);
    bool changed = false;
    for (const auto& [file, problems] : by_file) {
      const auto bytes = rules::pack_bytes(file);
      if (!bytes || bytes->size() > bounds::pack_bytes) continue;
      const auto mending = rules::mend_safely(file, *bytes, problems);
      if (mending.mended == 0) continue;
      if (const auto written = replace_file(file, mending.bytes); !written)
        return std::unexpected(Fault{ExitCode::try_again, written.error()});
      mended.problems += mending.mended;
      files.insert(file);
      changed = true;
    }
    if (!changed) break;
  }
  mended.files = files.size();
  return mended;
}

}  // namespace tocsin::tools
