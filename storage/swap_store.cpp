#include "storage/swap_store.h"

#include <cerrno>
#include <memory>
#include <vector>

#include <fcntl.h>
#include <rocksdb/db.h>
#include <stdio.h>

#include "storage/database.h"
#include "storage/database_options.h"
#include "storage/keys.h"
#include "storage/schema.h"

namespace tocsin::storage {
namespace fs = std::filesystem;
namespace {

OpenError unusable(const fs::path& coming, const std::string& why) {
  return {65, "What is to be restored, " + coming.string() + ", is damaged: " + why +
                  ". Choose another backup. Nothing was changed."};
}

/// Opens it for reading, reads every block once, and looks at its version.
std::expected<void, OpenError> prove(const fs::path& coming) {
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const auto opened = rocksdb::DB::OpenForReadOnly(
      options_to_read(), coming.string(), {{rocksdb::kDefaultColumnFamilyName, {}}}, &handles, &db);
  if (!opened.ok()) return std::unexpected(unusable(coming, opened.ToString()));
  const std::unique_ptr<rocksdb::DB> reading(db);
  std::string version;
  auto status = reading->Get({}, handles[0], std::string(schema_key), &version);
  if (status.ok()) status = reading->VerifyChecksum();
  reading->DestroyColumnFamilyHandle(handles[0]).PermitUncheckedError();
  if (!status.ok()) return std::unexpected(unusable(coming, status.ToString()));
  const std::uint32_t known = newest_schema(migrations());
  const std::uint64_t found = version.size() == 8 ? get_big_endian(version.data()) : 0;
  if (found <= known) return {};
  return std::unexpected(OpenError{
      78, "What is to be restored, " + coming.string() + ", has version " + std::to_string(found) +
              ", made by a newer tocsin; this one knows versions up to " + std::to_string(known) +
              ". Restore it with the newer one. Nothing was changed."});
}

}  // namespace

std::expected<fs::path, OpenError> swap_store(const fs::path& coming, const DataFolder& folder) {
  if (auto proved = prove(coming); !proved) return std::unexpected(proved.error());
  const fs::path store = folder.store();
  std::error_code error;
  if (!fs::exists(store, error)) {
    fs::rename(coming, store, error);
    if (error) return std::unexpected(cannot("put the store at", store, error.value()));
    sync_folder(folder.path);
    return fs::path{};
  }
  if (::renameat2(AT_FDCWD, coming.c_str(), AT_FDCWD, store.c_str(), RENAME_EXCHANGE) != 0)
    return std::unexpected(cannot("put the store at", store, errno));
  sync_folder(folder.path);
  const fs::path kept = folder.path / "before-restore";
  fs::remove_all(kept, error);
  fs::rename(coming, kept, error);
  sync_folder(folder.path);
  return error ? coming : kept;
}

}  // namespace tocsin::storage
