#pragma once
#include <filesystem>

#include <rocksdb/status.h>

#include "engine/store.h"
#include "storage/data_folder.h"
#include "storage/open_error.h"

/// What RocksDB's errors mean to us.
namespace tocsin::storage {

StoreFault fault_of(const rocksdb::Status& status);

/// For a person: what could not be done, why, and what to do.
StoreError store_error(const std::string& could_not, const rocksdb::Status& status,
                       const DataFolder& folder);
OpenError open_error(const rocksdb::Status& status, const DataFolder& folder);

/// Throws StoreReadFailed unless ok.
void check_read(const rocksdb::Status& status);

}  // namespace tocsin::storage
