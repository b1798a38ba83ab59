#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin replay`: recordings through the same line as live posts.
void add_replay_command(Command app);

}  // namespace tocsin::tools
