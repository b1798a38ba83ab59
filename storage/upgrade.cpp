#include "storage/upgrade.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <rocksdb/utilities/checkpoint.h>

#include "storage/database_options.h"
#include "storage/keys.h"
#include "storage/store_errors.h"

namespace tocsin::storage {
namespace fs = std::filesystem;
namespace {

OpenError from_newer(std::uint32_t found, std::uint32_t known, const DataFolder& folder) {
  return {78, "The store in " + folder.path.string() + " has version " + std::to_string(found) +
                  ", made by a newer tocsin; this one knows versions up to " +
                  std::to_string(known) +
                  ". Run the newer tocsin, or go back to what was kept before its upgrade with "
                  "`tocsin restore --before-upgrade --data '" +
                  folder.path.string() + "'`. Nothing was changed."};
}

/// A whole copy, by hard links, under its last name only when it is complete.
rocksdb::Status keep_checkpoint(Database& database, const fs::path& to) {
  std::error_code error;
  if (fs::exists(to, error)) return rocksdb::Status::OK();  // of an upgrade that was cut off
  const fs::path making = to.string() + ".making";
  fs::remove_all(making, error);
  rocksdb::Checkpoint* made = nullptr;
  if (const auto s = rocksdb::Checkpoint::Create(&database.db(), &made); !s.ok()) return s;
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (const auto s = checkpoint->CreateCheckpoint(making.string()); !s.ok()) return s;
  fs::rename(making, to, error);
  if (error) return rocksdb::Status::IOError(error.message());
  sync_folder(to.parent_path());
  return rocksdb::Status::OK();
}

std::expected<void, OpenError> upgrade(Database& database, std::uint32_t from,
                                       const StoreOptions& options, const DataFolder& folder) {
  const fs::path kept = folder.before_upgrade(from);
  if (const auto s = keep_checkpoint(database, kept); !s.ok())
    return std::unexpected(open_error(s, folder));
  for (const Migration& step : options.migrations) {
    if (step.to <= from) continue;
    if (options.warn)
      options.warn("upgrading the store to version " + std::to_string(step.to) + ": " + step.says);
    if (const std::string why = step.run(database); !why.empty())
      return std::unexpected(
          OpenError{65, "The store in " + folder.path.string() +
                            " could not be brought to version " + std::to_string(step.to) + " (" +
                            step.says + "): " + why + ". What it was before is kept in " +
                            kept.string() + "; `tocsin restore --before-upgrade --data '" +
                            folder.path.string() + "'` brings it back for the older tocsin."});
    if (const auto s = database.put_meta_number(schema_key, step.to); !s.ok())
      return std::unexpected(open_error(s, folder));
  }
  return {};
}

/// A store that an open of all our families cannot read may be of a newer version, with
/// families that we do not know: its number tells.
std::optional<std::uint32_t> version_of_unopened(const StoreOptions& options,
                                                 const DataFolder& folder) {
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const auto opened =
      rocksdb::DB::OpenForReadOnly(options_to_read(options.env), folder.store().string(),
                                   {{rocksdb::kDefaultColumnFamilyName, {}}}, &handles, &db);
  if (!opened.ok()) return std::nullopt;
  const std::unique_ptr<rocksdb::DB> reading(db);
  std::string value;
  const auto got = reading->Get({}, handles[0], std::string(schema_key), &value);
  reading->DestroyColumnFamilyHandle(handles[0]).PermitUncheckedError();
  if (!got.ok() || value.size() != 8) return std::nullopt;
  return static_cast<std::uint32_t>(get_big_endian(value.data()));
}

/// The families of a store that there is, of those that we know; empty: there is none, or it cannot
/// be told.
std::vector<rocksdb::ColumnFamilyDescriptor> families_there(const StoreOptions& options,
                                                            const Database::Shared& with) {
  std::vector<std::string> names;
  const auto listed = rocksdb::DB::ListColumnFamilies(database_options(options, with),
                                                      with.folder.store().string(), &names);
  if (!listed.ok()) return {};
  auto all = family_options(options, with);
  std::erase_if(all, [&](const auto& family) {
    return std::ranges::find(names, family.name) == names.end();
  });
  return all;
}

/// Opening makes the families that a store lacks, and an older program opens no store with families
/// that it does not know: the copy for it is taken before.
std::expected<void, OpenError> keep_before_new_families(const StoreOptions& options,
                                                        const Database::Shared& with,
                                                        std::uint32_t newest) {
  const auto there = families_there(options, with);
  if (there.empty() || there.size() == family_count) return {};
  auto db_options = database_options(options, with);
  db_options.create_missing_column_families = false;
  db_options.create_if_missing = false;
  auto opened = Database::open_part(db_options, with, there);
  if (!opened) return {};  // the open of all of it tells why
  const auto found = (*opened)->meta_number(schema_key);
  if (!found || *found >= newest) return {};
  const auto kept =
      keep_checkpoint(**opened, with.folder.before_upgrade(static_cast<std::uint32_t>(*found)));
  if (!kept.ok()) return std::unexpected(open_error(kept, with.folder));
  return {};
}

}  // namespace

std::uint32_t newest_schema(std::span<const Migration> all) {
  std::uint32_t newest = first_schema;
  for (const Migration& m : all) newest = std::max(newest, m.to);
  return newest;
}

std::span<const Migration> migrations() {
  static const std::vector<Migration> all{
      // Opening has made the families; they begin empty.
      {2, "people, what they do and answer, the audit log and packs' versions have a place",
       [](Database&) { return std::string(); }},
  };
  return all;
}

std::expected<std::unique_ptr<Database>, OpenError> open_and_upgrade(const StoreOptions& options,
                                                                     const Database::Shared& with) {
  const std::uint32_t newest = newest_schema(options.migrations);
  try {
    if (auto kept = keep_before_new_families(options, with, newest); !kept)
      return std::unexpected(kept.error());
  } catch (const StoreReadFailed& failed) {
    return std::unexpected(open_error(rocksdb::Status::Corruption(failed.what()), with.folder));
  }
  auto opened = Database::open(options, with);
  if (!opened) {
    const auto found = opened.error().IsInvalidArgument()
                           ? version_of_unopened(options, with.folder)
                           : std::nullopt;
    if (found && *found > newest) return std::unexpected(from_newer(*found, newest, with.folder));
    return std::unexpected(open_error(opened.error(), with.folder));
  }
  std::unique_ptr<Database> database = std::move(*opened);
  try {
    const auto found = database->meta_number(schema_key);
    if (!found) {
      if (const auto s = database->put_meta_number(schema_key, newest); !s.ok())
        return std::unexpected(open_error(s, with.folder));
    } else if (*found > newest) {
      return std::unexpected(from_newer(static_cast<std::uint32_t>(*found), newest, with.folder));
    } else if (*found < newest) {
      const auto done =
          upgrade(*database, static_cast<std::uint32_t>(*found), options, with.folder);
      if (!done) return std::unexpected(done.error());
    }
  } catch (const StoreReadFailed& failed) {
    return std::unexpected(open_error(rocksdb::Status::Corruption(failed.what()), with.folder));
  }
  return database;
}

}  // namespace tocsin::storage
