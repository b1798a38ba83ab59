#pragma once
#include <expected>
#include <filesystem>
#include <memory>

#include "storage/rocks_store.h"
#include "tools/config.h"
#include "tools/exit_code.h"

namespace tocsin::tools {

/// Opens the store of a data folder with what the configuration says of retention.
std::expected<std::unique_ptr<RocksStore>, Fault> open_store(const std::filesystem::path& data,
                                                             const Config& config);

}  // namespace tocsin::tools
