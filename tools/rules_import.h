#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin rules import`: queries of other platforms as packs.
void add_rules_import_command(CLI::App& rules, Chosen& chosen);

}  // namespace tocsin::tools
