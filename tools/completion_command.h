#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin completion bash|zsh|fish`. Borrows the app, which must outlive the run.
void add_completion_command(CLI::App& app, Chosen& chosen);

}  // namespace tocsin::tools
