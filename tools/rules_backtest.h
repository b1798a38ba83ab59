#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin rules backtest`: what packs would have raised in posts that were heard before.
void add_rules_backtest_command(Command rules);

}  // namespace tocsin::tools
