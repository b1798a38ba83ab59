#pragma once
#include <functional>
#include <string>

#include "tools/running_engine.h"

namespace tocsin::tools {

/// Starts the engine, tells where its console is, and runs it until somebody stops it or it cannot
/// go on; the exit code.
int run_engine(EngineParts parts, class StopSignals& signals,
               const std::function<void(const RunningEngine&)>& started);

}  // namespace tocsin::tools
