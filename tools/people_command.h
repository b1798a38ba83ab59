#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin user …`, `tocsin token …`, `tocsin audit …`: on the store itself, or by the engine that
/// has it open.
void add_people_commands(Command app);

}  // namespace tocsin::tools
