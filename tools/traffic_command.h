#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin traffic`: writes made-up traffic to a file.
void add_traffic_command(Command app);

}  // namespace tocsin::tools
