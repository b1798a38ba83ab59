#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin rules import`: queries of other platforms as packs.
void add_rules_import_command(Command rules);

}  // namespace tocsin::tools
