#pragma once
#include <string>

namespace tocsin::tools {

/// JSON Schema of a configuration, made of tools/config_keys.h.
std::string config_schema();

}  // namespace tocsin::tools
