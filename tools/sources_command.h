#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin sources`: what the running engine hears, and what it missed.
void add_sources_command(Command app);

}  // namespace tocsin::tools
