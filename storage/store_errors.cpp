#include "storage/store_errors.h"

namespace tocsin::storage {
namespace {

bool says(const rocksdb::Status& status, std::string_view words) {
  return status.ToString().find(words) != std::string::npos;
}

bool is_full(const rocksdb::Status& status) {
  // A quota has no code of its own in RocksDB.
  return status.IsNoSpace() || status.subcode() == rocksdb::Status::kSpaceLimit ||
         says(status, "No space left") || says(status, "Disk quota exceeded");
}

std::string restore_advice(const DataFolder& folder) {
  return "Nothing was changed. To bring the last backup back:\n  " + folder.restore_command();
}

}  // namespace

StoreFault fault_of(const rocksdb::Status& status) {
  if (is_full(status)) return StoreFault::full;
  if (status.IsCorruption()) return StoreFault::corrupt;
  return StoreFault::unavailable;
}

StoreError store_error(const std::string& could_not, const rocksdb::Status& status,
                       const DataFolder& folder) {
  const std::string what =
      could_not + " the store in " + folder.path.string() + ": " + status.ToString() + ". ";
  switch (fault_of(status)) {
    case StoreFault::full:
      return {StoreFault::full,
              what + "The disk is full: free some space; tocsin goes on by itself then."};
    case StoreFault::corrupt:
      return {StoreFault::corrupt, what + "The data on disk is damaged. " + restore_advice(folder)};
    case StoreFault::unavailable:
      break;
  }
  return {StoreFault::unavailable,
          what + "Check the disk (dmesg, smartctl); tocsin keeps trying meanwhile."};
}

OpenError open_error(const rocksdb::Status& status, const DataFolder& folder) {
  const std::string what =
      "cannot open the store in " + folder.path.string() + ": " + status.ToString() + ". ";
  if (is_full(status))
    return {75, what + "The disk is full: free some space there and start again."};
  // The folder is there: what is missing is a file that the store names.
  if (status.IsCorruption() || says(status, "No such file"))
    return {65, what + "The data on disk is damaged. " + restore_advice(folder)};
  if (says(status, "Permission denied") || says(status, "Read-only file system"))
    return {77, what +
                    "Give the user that runs tocsin the right to write there, or choose another "
                    "folder with --data."};
  if (says(status, "lock"))
    return {75, what +
                    "Another process uses it: stop that one first, or choose another folder "
                    "with --data."};
  return {75, what + "Mend this and start again; nothing was changed."};
}

void check_read(const rocksdb::Status& status) {
  if (!status.ok()) throw StoreReadFailed("cannot read the store: " + status.ToString());
}

}  // namespace tocsin::storage
