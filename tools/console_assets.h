#pragma once
#include <span>

#include "engine/serve/assets.h"

namespace tocsin::tools {

/// The console as it travels with the program: made from tools/console/ when it is built
/// (tools/console/build-into).
std::span<const serve::Asset> console_assets();

}  // namespace tocsin::tools
