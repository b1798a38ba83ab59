#pragma once
#include <array>
#include <vector>

#include <rocksdb/options.h>

#include "storage/database.h"
#include "storage/rocks_store.h"

namespace tocsin::storage {

/// RocksDB's options for the store, each choice with its reason (database_options.cpp).
rocksdb::DBOptions database_options(const StoreOptions& options, const Database::Shared& shared);

/// What a store that may only be read is opened with. RocksDB 7.8 ends the program (an assertion)
/// where the log was tracked in the manifest by who wrote it, and is not by who reads it.
rocksdb::DBOptions options_to_read(rocksdb::Env* env = nullptr);

/// In Family's order.
std::vector<rocksdb::ColumnFamilyDescriptor> family_options(const StoreOptions& options,
                                                            const Database::Shared& shared);

}  // namespace tocsin::storage
