#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin rules check|test|match`: the author's loop.
void add_rules_commands(Command app);

}  // namespace tocsin::tools
