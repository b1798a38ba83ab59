#pragma once
#include "tools/rules_checking.h"

namespace tocsin::tools {

/// What `tocsin rules check --fix` did.
struct Mended {
  std::size_t problems = 0;
  std::size_t files = 0;
};

/// Makes the safe mends of the files that the problems speak of, and writes them by rename. Goes on
/// until nothing is left to mend: one mend may show another.
std::expected<Mended, Fault> mend_files(const RulesArguments& arguments);

}  // namespace tocsin::tools
