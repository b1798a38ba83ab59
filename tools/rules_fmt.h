#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin rules fmt`: pack files in their one form.
void add_rules_fmt_command(Command rules);

}  // namespace tocsin::tools
