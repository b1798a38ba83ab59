#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin schema packs|brands|config`: what editors check the files by.
void add_schema_command(CLI::App& app, Chosen& chosen);

}  // namespace tocsin::tools
