#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin rules status`: a step in a rule's life, with who and why.
void add_rules_status_command(Command rules);

}  // namespace tocsin::tools
