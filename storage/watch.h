#pragma once
#include <cstdint>
#include <mutex>
#include <string>

#include <rocksdb/listener.h>

namespace tocsin::storage {

/// Hears what goes wrong in RocksDB's background threads.
///
/// Threads    Any.
class Watch final : public rocksdb::EventListener {
 public:
  struct Seen {
    std::uint64_t errors = 0;
    std::string last;
  };
  Seen seen() const;
  /// The error after which RocksDB does nothing more in the background, until it is opened again.
  rocksdb::Status broken() const;

  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) override;
  /// No: its recovery flushes the families one by one, beside a log whose last record we were
  /// told had failed. Closed in between, one family keeps that record and another loses it.
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason reason, rocksdb::Status error,
                            bool* auto_recovery) override;
  /// The database was closed: its errors went with it.
  void closed();

 private:
  mutable std::mutex mutex_;
  Seen seen_;
  rocksdb::Status broken_;
};

}  // namespace tocsin::storage
