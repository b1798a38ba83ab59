#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin serve`: the engine, its API and its page.
void add_serve_command(CLI::App& app, Chosen& chosen);
/// `tocsin demo`: the same on a fresh store, fed by made-up traffic.
void add_demo_command(CLI::App& app, Chosen& chosen);

}  // namespace tocsin::tools
