#pragma once
#include <array>
#include <vector>

#include <rocksdb/options.h>

#include "storage/database.h"
#include "storage/rocks_store.h"

namespace tocsin::storage {

/// RocksDB's options for the store, each choice with its reason (database_options.cpp).
rocksdb::DBOptions database_options(const StoreOptions& options, const Database::Shared& shared);

/// In Family's order.
std::vector<rocksdb::ColumnFamilyDescriptor> family_options(const StoreOptions& options,
                                                            const Database::Shared& shared);

}  // namespace tocsin::storage
