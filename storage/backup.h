#pragma once
#include <expected>
#include <filesystem>
#include <string>

#include "storage/open_error.h"

/// Bringing a store back. Taking a backup is RocksStore::backup(): only who has the store open
/// can copy it.
namespace tocsin {

/// What a restore did, for a person.
struct Restored {
  std::filesystem::path from;
  std::filesystem::path kept;  ///< where the store that was there lies now; empty: there was none
  std::uint64_t bytes = 0;
};

/// Puts the newest backup in `folder` in the place of the store in `data`. Every file is checked
/// against its checksum first; the store that is there stays in use until the copy is whole, and
/// is kept as `before-restore` (the one of an earlier restore goes).
///
/// Errors     75 the store is in use, or no room; 65 no backup there, or it is damaged: nothing
///            was changed; 77 not permitted; 78 the backup is of a newer version.
std::expected<Restored, OpenError> restore(const std::filesystem::path& folder,
                                           const std::filesystem::path& data);

/// The same with the checkpoint that the last migration of `data` took first. It is moved, not
/// copied: a newer tocsin that opens it takes another.
std::expected<Restored, OpenError> restore_before_upgrade(const std::filesystem::path& data);

}  // namespace tocsin
