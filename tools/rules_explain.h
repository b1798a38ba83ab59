#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin rules explain`: why a rule matches, or which clause fails and how nearly.
void add_rules_explain_command(Command rules);

}  // namespace tocsin::tools
