#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin rules compile`: all that a running engine asks of changed rules, in a process of its own
/// with limits of CPU time and memory. What it compiled, the engine finds in the cache.
void add_rules_compile_command(Command rules);

}  // namespace tocsin::tools
