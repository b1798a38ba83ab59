#pragma once
#include <expected>
#include <memory>

#include "storage/database.h"
#include "storage/open_error.h"
#include "storage/rocks_store.h"

namespace tocsin::storage {

/// Opens the store and brings it to this program's schema: a store of an older version is first
/// kept whole as a checkpoint in `before-upgrade-<its version>`, then each migration runs.
///
/// Errors     78 where the store is of a newer version; 65 where it is damaged; what a migration
///            says. A store whose migration failed or was killed goes on with it at the next open.
std::expected<std::unique_ptr<Database>, OpenError> open_and_upgrade(const StoreOptions& options,
                                                                     const Database::Shared& with);

}  // namespace tocsin::storage
