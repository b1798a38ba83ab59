#pragma once
#include <expected>
#include <filesystem>

#include "storage/data_folder.h"

namespace tocsin::storage {

/// Puts the RocksDB folder `coming` in the place of the folder's store, in one step: whatever
/// happens, there is a whole store at `store`. Checks first that `coming` can be opened, that
/// its tables are whole, and that its version is known.
///
/// Ownership  The caller holds the folder's lock. On success `coming` is gone.
/// Errors     As restore(); nothing was changed.
/// Answers    Where the store that was there lies now; empty where there was none.
std::expected<std::filesystem::path, OpenError> swap_store(const std::filesystem::path& coming,
                                                           const DataFolder& folder);

}  // namespace tocsin::storage
