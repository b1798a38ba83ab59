#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin schema packs|brands|config`: what editors check the files by.
void add_schema_command(Command app);

}  // namespace tocsin::tools
