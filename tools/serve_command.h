#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin serve`: the engine, its API and its page.
void add_serve_command(Command app);
/// `tocsin demo`: the same on a fresh store, fed by made-up traffic.
void add_demo_command(Command app);

}  // namespace tocsin::tools
