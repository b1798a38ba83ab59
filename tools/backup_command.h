#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin backup`, also while the engine runs, and `tocsin restore`.
void add_backup_commands(Command app);

}  // namespace tocsin::tools
