#include "crash_fs.h"

namespace tocsin::test {
namespace fs = std::filesystem;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class CrashFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  CrashFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string name, std::uint64_t size,
            CrashFs& owner)
      : rocksdb::FSWritableFileOwnerWrapper(std::move(file)),
        name_(std::move(name)),
        size_(size),
        owner_(owner) {
    owner_.at(name_, size_);
  }
  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    auto status = owner_.step();
    if (status.ok()) status = FSWritableFileOwnerWrapper::Append(data, options, debug);
    if (status.ok()) size_ += data.size();
    return status;
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& info, IODebugContext* debug) override {
    auto status = owner_.step();
    if (status.ok()) status = FSWritableFileOwnerWrapper::Append(data, options, info, debug);
    if (status.ok()) size_ += data.size();
    return status;
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    size_ = size;
    return FSWritableFileOwnerWrapper::Truncate(size, options, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return synced(owner_.step(), [&] { return FSWritableFileOwnerWrapper::Sync(options, debug); });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return synced(owner_.step(), [&] { return FSWritableFileOwnerWrapper::Fsync(options, debug); });
  }

 private:
  template <class Call>
  IOStatus synced(IOStatus status, Call call) {
    const std::uint64_t size = size_;
    if (status.ok()) status = call();
    if (status.ok()) owner_.at(name_, size);
    return status;
  }
  std::string name_;
  std::uint64_t size_;
  CrashFs& owner_;
};

void CrashFs::at(const std::string& name, std::uint64_t synced) {
  const std::scoped_lock lock(mutex_);
  synced_[name] = synced;
}

IOStatus CrashFs::step() {
  const std::scoped_lock lock(mutex_);
  if (until_failure_ > 1) {
    --until_failure_;
    return IOStatus::OK();
  }
  if (until_failure_ == 0 || failures_left_ == 0) return IOStatus::OK();
  --failures_left_;
  failed_ = true;
  return IOStatus::NoSpace("as asked by the test");
}

void CrashFs::fail(std::uint64_t k, std::uint64_t times) {
  const std::scoped_lock lock(mutex_);
  until_failure_ = k;
  failures_left_ = times;
  failed_ = false;
}

bool CrashFs::failed() const {
  const std::scoped_lock lock(mutex_);
  return failed_;
}

void CrashFs::copy_as_after_power_loss(const fs::path& from, const fs::path& to) const {
  const std::scoped_lock lock(mutex_);
  fs::create_directories(to);
  for (const auto& file : fs::recursive_directory_iterator(from)) {
    const fs::path copy = to / fs::relative(file.path(), from);
    if (file.is_directory()) {
      fs::create_directories(copy);
      continue;
    }
    std::error_code vanished;  // RocksDB may be removing it
    if (!fs::copy_file(file.path(), copy, vanished)) continue;
    const auto synced = synced_.find(file.path().string());
    if (synced != synced_.end() && synced->second < fs::file_size(copy))
      fs::resize_file(copy, synced->second);
  }
}

IOStatus CrashFs::NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                  std::unique_ptr<rocksdb::FSWritableFile>* file,
                                  IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSWritableFile> real;
  auto status = FileSystemWrapper::NewWritableFile(name, options, &real, debug);
  if (status.ok()) *file = std::make_unique<CrashFile>(std::move(real), name, 0, *this);
  return status;
}

IOStatus CrashFs::ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                     std::unique_ptr<rocksdb::FSWritableFile>* file,
                                     IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSWritableFile> real;
  auto status = FileSystemWrapper::ReopenWritableFile(name, options, &real, debug);
  if (!status.ok()) return status;
  const std::uint64_t size = real->GetFileSize({}, debug);
  *file = std::make_unique<CrashFile>(std::move(real), name, size, *this);
  return status;
}

IOStatus CrashFs::RenameFile(const std::string& from, const std::string& to,
                             const IOOptions& options, IODebugContext* debug) {
  auto status = FileSystemWrapper::RenameFile(from, to, options, debug);
  if (!status.ok()) return status;
  const std::scoped_lock lock(mutex_);
  if (const auto known = synced_.find(from); known != synced_.end()) {
    synced_[to] = known->second;
    synced_.erase(known);
  }
  return status;
}

}  // namespace tocsin::test
