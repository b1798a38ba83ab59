#include "storage/backup.h"

#include <fstream>
#include <memory>
#include <vector>

#include <rocksdb/utilities/backup_engine.h>

#include "storage/data_folder.h"
#include "storage/rocks_store_parts.h"
#include "storage/store_errors.h"
#include "storage/swap_store.h"

namespace tocsin {
using namespace storage;
namespace fs = std::filesystem;
namespace {

/// Older backups in the same folder go.
constexpr std::uint32_t backups_kept = 7;

OpenError backup_error(const std::string& could_not, const fs::path& folder,
                       const rocksdb::Status& status) {
  const std::string what = could_not + " " + folder.string() + ": " + status.ToString() + ". ";
  switch (fault_of(status)) {
    case StoreFault::full:
      return {75, what + "That disk is full: free some space or choose another folder."};
    case StoreFault::corrupt:
      return {65, what + "Files of it are damaged. Nothing was changed."};
    case StoreFault::unavailable:
      break;
  }
  if (status.ToString().find("Permission denied") != std::string::npos)
    return {77, what + "Give the user that runs tocsin the right to it."};
  return {75, what + "Nothing was changed."};
}

OpenError no_backup(const fs::path& folder) {
  return {65, "There is no backup in " + folder.string() +
                  ". Name a folder that `tocsin backup DIR` wrote. Nothing was changed."};
}

/// So that a later message can name it; a backup does not fail for the lack of it.
void remember_backup(const DataFolder& data, const fs::path& folder) {
  std::ofstream(data.last_backup(), std::ios::trunc) << fs::absolute(folder).string() << '\n';
}

}  // namespace

std::expected<void, OpenError> RocksStore::backup(const fs::path& folder) const {
  const Reading reading(parts_->gate, parts_->database);
  if (auto made = make_folder(folder); !made) return std::unexpected(made.error());
  rocksdb::BackupEngine* opened = nullptr;
  auto status = rocksdb::BackupEngine::Open(rocksdb::Env::Default(),
                                            rocksdb::BackupEngineOptions(folder.string()), &opened);
  const std::unique_ptr<rocksdb::BackupEngine> engine(opened);
  if (status.ok()) status = engine->CreateNewBackup(&reading.database().db());
  if (status.ok()) {
    std::vector<rocksdb::BackupInfo> all;
    engine->GetBackupInfo(&all);
    status = engine->VerifyBackup(all.back().backup_id, true);
  }
  if (!status.ok()) return std::unexpected(backup_error("cannot back up to", folder, status));
  engine->PurgeOldBackups(backups_kept).PermitUncheckedError();
  remember_backup(parts_->shared.folder, folder);
  return {};
}

std::expected<Restored, OpenError> restore(const fs::path& folder, const fs::path& data) {
  std::error_code error;
  if (!fs::is_directory(folder / "meta", error)) return std::unexpected(no_backup(folder));
  const DataFolder to{data};
  if (auto made = make_folder(data); !made) return std::unexpected(made.error());
  auto lock = DataLock::take(to);
  if (!lock) return std::unexpected(lock.error());

  rocksdb::BackupEngineReadOnly* opened = nullptr;
  auto status = rocksdb::BackupEngineReadOnly::Open(
      rocksdb::Env::Default(), rocksdb::BackupEngineOptions(folder.string()), &opened);
  if (!status.ok())
    return std::unexpected(backup_error("cannot read the backup in", folder, status));
  const std::unique_ptr<rocksdb::BackupEngineReadOnly> engine(opened);
  std::vector<rocksdb::BackupInfo> all;
  engine->GetBackupInfo(&all);
  if (all.empty()) return std::unexpected(no_backup(folder));
  const rocksdb::BackupInfo& newest = all.back();
  const fs::path making = data / "restoring";
  fs::remove_all(making, error);
  status = engine->VerifyBackup(newest.backup_id, true);
  if (status.ok())
    status = engine->RestoreDBFromBackup(newest.backup_id, making.string(), making.string());
  if (!status.ok()) {
    fs::remove_all(making, error);
    return std::unexpected(backup_error("cannot restore the backup in", folder, status));
  }
  auto kept = swap_store(making, to);
  if (!kept) return std::unexpected(kept.error());
  return Restored{folder, *kept, newest.size};
}

std::expected<Restored, OpenError> restore_before_upgrade(const fs::path& data) {
  const DataFolder to{data};
  const auto checkpoint = to.newest_before_upgrade();
  if (!checkpoint)
    return std::unexpected(OpenError{
        65, "There is nothing in " + data.string() +
                " from before an upgrade: no migration has run there. Nothing was changed."});
  auto lock = DataLock::take(to);
  if (!lock) return std::unexpected(lock.error());
  std::uint64_t bytes = 0;
  for (const auto& file : fs::directory_iterator(*checkpoint)) bytes += file.file_size();
  auto kept = swap_store(*checkpoint, to);
  if (!kept) return std::unexpected(kept.error());
  return Restored{*checkpoint, *kept, bytes};
}

}  // namespace tocsin
