#pragma once
#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "storage/open_error.h"

/// The data folder: what lies where in it, and who may use it.
namespace tocsin::storage {

/// Where things lie in a data folder.
struct DataFolder {
  std::filesystem::path path;
  std::filesystem::path store() const { return path / "store"; }
  std::filesystem::path lock() const { return path / "lock"; }
  std::filesystem::path ballast() const { return path / "ballast"; }
  /// Holds the path of the last backup, so that a message can name it.
  std::filesystem::path last_backup() const { return path / "last-backup"; }
  std::filesystem::path before_upgrade(std::uint32_t from) const {
    return path / ("before-upgrade-" + std::to_string(from));
  }
  /// The newest checkpoint that a migration took first.
  std::optional<std::filesystem::path> newest_before_upgrade() const;
  /// The command that brings the data back, with what is known of backups filled in.
  std::string restore_command() const;
};

/// Makes the folder where it is missing, so that it survives a power loss.
std::expected<void, OpenError> make_folder(const std::filesystem::path& path);

/// Makes files and names in a folder durable.
void sync_folder(const std::filesystem::path& path);

/// One process uses a data folder at a time.
///
/// Ownership  Held until destroyed; the kernel lets go of it when the process ends, however.
class DataLock {
 public:
  static std::expected<DataLock, OpenError> take(const DataFolder& folder);
  DataLock(DataLock&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  DataLock& operator=(DataLock&&) = delete;
  ~DataLock();

 private:
  explicit DataLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

/// An OpenError for a system call that failed on a file: 77 for permissions, 75 for the rest.
OpenError cannot(const std::string& act, const std::filesystem::path& path, int error);

}  // namespace tocsin::storage
