#pragma once
#include <functional>
#include <string>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "tools/exit_code.h"

namespace tocsin::tools {

/// What the command line chose: run after it was read; gives the exit code.
using Chosen = std::function<int()>;

/// A subcommand with its purpose and an example below its help.
CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& purpose,
                      const std::string& example);

}  // namespace tocsin::tools
