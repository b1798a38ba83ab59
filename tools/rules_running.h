#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin rules profile|list|show`: what the running engine knows of its rules.
void add_rules_running_commands(Command rules);

}  // namespace tocsin::tools
