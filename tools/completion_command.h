#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin completion bash|zsh|fish`. Borrows the app, which must outlive the run.
void add_completion_command(Command app);

}  // namespace tocsin::tools
