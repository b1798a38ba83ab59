#include "storage/database.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <rocksdb/convenience.h>

#include "storage/database_options.h"
#include "storage/keys.h"
#include "storage/store_errors.h"

namespace tocsin::storage {
namespace {

/// RocksDB makes a new, empty store where CURRENT is missing, and removes the tables that lie
/// there. A folder with tables but without CURRENT is a damaged store, not a new one. A first
/// manifest alone is neither: whoever began this store was killed before there was anything in it
/// (DBImpl::NewDB writes it, then CURRENT, and only then logs).
rocksdb::Status refuse_headless(rocksdb::Env& env, const std::string& path) {
  if (env.FileExists(path + "/CURRENT").ok()) return rocksdb::Status::OK();
  std::vector<std::string> names;
  if (!env.GetChildren(path, &names).ok()) return rocksdb::Status::OK();
  const bool has_data = std::ranges::any_of(names, [](const std::string& name) {
    return name.ends_with(".sst") || name.ends_with(".log") ||
           (name.starts_with("MANIFEST") && name != "MANIFEST-000001");
  });
  if (!has_data) return rocksdb::Status::OK();
  return rocksdb::Status::Corruption("the file CURRENT is missing from " + path);
}

}  // namespace

std::expected<std::unique_ptr<Database>, rocksdb::Status> Database::open(
    const StoreOptions& options, const Shared& shared) {
  const rocksdb::DBOptions db_options = database_options(options, shared);
  const std::string path = shared.folder.store().string();
  if (const auto refused = refuse_headless(*db_options.env, path); !refused.ok())
    return std::unexpected(refused);
  std::unique_ptr<Database> database(new Database);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const auto opened =
      rocksdb::DB::Open(db_options, path, family_options(options, shared), &handles, &db);
  if (!opened.ok()) return std::unexpected(opened);
  database->db_.reset(db);
  std::ranges::copy(handles, database->families_.begin());
  return database;
}

std::expected<std::unique_ptr<Database>, rocksdb::Status> Database::open_part(
    const rocksdb::DBOptions& options, const Shared& shared,
    const std::vector<rocksdb::ColumnFamilyDescriptor>& families) {
  std::unique_ptr<Database> database(new Database);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const auto opened =
      rocksdb::DB::Open(options, shared.folder.store().string(), families, &handles, &db);
  if (!opened.ok()) return std::unexpected(opened);
  database->db_.reset(db);
  std::ranges::copy(handles, database->families_.begin());  // to be closed with it
  return database;
}

std::expected<std::unique_ptr<Database>, rocksdb::Status> Database::open_beside(
    const StoreOptions& options, const Shared& shared, const std::filesystem::path& own) {
  rocksdb::DBOptions db_options = database_options(options, shared);
  db_options.create_if_missing = db_options.create_missing_column_families = false;
  db_options.max_open_files = -1;  // all tables are open before one can be removed
  db_options.listeners.clear();
  auto all = family_options(options, shared);
  const std::vector<rocksdb::ColumnFamilyDescriptor> some{
      all[static_cast<std::size_t>(Family::meta)], all[static_cast<std::size_t>(Family::post)]};
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const auto opened = rocksdb::DB::OpenAsSecondary(db_options, shared.folder.store().string(),
                                                   own.string(), some, &handles, &db);
  if (!opened.ok()) return std::unexpected(opened);
  std::unique_ptr<Database> database(new Database);
  database->db_.reset(db);
  database->families_[static_cast<std::size_t>(Family::meta)] = handles.at(0);
  database->families_[static_cast<std::size_t>(Family::post)] = handles.at(1);
  return database;
}

Database::~Database() {
  if (!db_) return;
  rocksdb::CancelAllBackgroundWork(db_.get(), true);
  for (auto* handle : families_)
    if (handle != nullptr) db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  db_->Close().PermitUncheckedError();
}

std::optional<std::string> Database::get(Family family, const rocksdb::Slice& key) const {
  std::string value;
  const auto status = db_->Get({}, in(family), key, &value);
  if (status.IsNotFound()) return std::nullopt;
  check_read(status);
  return value;
}

std::uint64_t Database::wal_bytes() const {
  rocksdb::VectorLogPtr logs;
  if (!db_->GetSortedWalFiles(logs).ok()) return 0;
  std::uint64_t bytes = 0;
  for (const auto& log : logs)
    if (log->Type() == rocksdb::kAliveLogFile) bytes += log->SizeFileBytes();
  return bytes;
}

rocksdb::Status Database::flush_all() {
  return db_->Flush({}, std::vector(families_.begin(), families_.end()));
}

std::optional<std::uint64_t> Database::meta_number(std::string_view key) const {
  const auto value = get(Family::meta, rocksdb::Slice(key.data(), key.size()));
  if (!value || value->size() != 8) return std::nullopt;
  return get_big_endian(value->data());
}

rocksdb::Status Database::put_meta_number(std::string_view key, std::uint64_t value) {
  rocksdb::WriteOptions synced;
  synced.sync = true;
  return db_->Put(synced, in(Family::meta), rocksdb::Slice(key.data(), key.size()),
                  key_of(value).slice());
}

}  // namespace tocsin::storage
