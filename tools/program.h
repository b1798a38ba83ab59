#pragma once

namespace tocsin::tools {

/// Reads the command line and does what it says; the exit code.
int run_program(int argc, char** argv);

}  // namespace tocsin::tools
