#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

namespace tocsin::test {

/// The system's files, of which it is known how far each is synced: what a loss of power would
/// leave can be copied at any moment. Appends and syncs can be made to fail, from the k-th on.
///
/// Threads    Any.
class CrashFs final : public rocksdb::FileSystemWrapper {
 public:
  CrashFs() : rocksdb::FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "CrashFs"; }

  /// Copies the folder with every file cut at its last synced byte.
  void copy_as_after_power_loss(const std::filesystem::path& from,
                                const std::filesystem::path& to) const;
  /// The k-th append or sync from now on fails as if the disk were full, and `times - 1` after it.
  void fail(std::uint64_t k, std::uint64_t times);
  /// True where a failure was asked for and has happened.
  bool failed() const;

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;

 private:
  friend class CrashFile;
  void at(const std::string& name, std::uint64_t synced);
  rocksdb::IOStatus step();

  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> synced_;  ///< by path; not there: whole
  std::uint64_t until_failure_ = 0;              ///< 0: none
  std::uint64_t failures_left_ = 0;
  bool failed_ = false;
};

}  // namespace tocsin::test
